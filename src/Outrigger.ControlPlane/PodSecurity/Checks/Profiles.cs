using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity.Checks;

/// <summary>Profiles of AppArmor and seccomp, of which those of the runtime and of the node are allowed.</summary>
internal static class Profiles
{
    /// <summary>The type of a profile; null when there is no profile.</summary>
    public static string? TypeOf(JsonObject? context, string field) =>
        JsonNodes.GetObject(context, field) is { } profile ? JsonNodes.GetString(profile, "type") ?? "" : null;

    /// <summary>The type of a profile that is not allowed; null when it is, or there is none.</summary>
    public static string? Forbidden(JsonObject? context, string field) =>
        TypeOf(context, field) is { } type and not ("RuntimeDefault" or "Localhost") ? type : null;
}
