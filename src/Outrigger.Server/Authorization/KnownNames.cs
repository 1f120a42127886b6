using Outrigger.ApiMachinery.Validation;

namespace Outrigger.Server.Authorization;

/// <summary>User names that say what the user is.</summary>
internal static class KnownNames
{
    private const string ServiceAccountPrefix = "system:serviceaccount:";
    private const string NodePrefix = "system:node:";

    /// <summary>Namespace and name when the user is a service account; null when it only looks like one.</summary>
    public static (string Namespace, string Name)? ServiceAccount(string user) =>
        user.StartsWith(ServiceAccountPrefix, StringComparison.Ordinal)
        && user[ServiceAccountPrefix.Length..].Split(':') is [var ns, var name]
        && Formats.Dns1123Label(ns).Count == 0
        && Formats.Dns1123Subdomain(name).Count == 0
            ? (ns, name)
            : null;

    /// <summary>The node's name when the user is a node; null when it only looks like one.</summary>
    public static string? Node(string user) =>
        user.StartsWith(NodePrefix, StringComparison.Ordinal) && Formats.Dns1123Subdomain(user[NodePrefix.Length..]).Count == 0
            ? user[NodePrefix.Length..]
            : null;
}
