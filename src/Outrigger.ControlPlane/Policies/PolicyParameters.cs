using System.Text.Json.Nodes;
using Outrigger.ControlPlane.Garbage;
using Outrigger.Server.Access;

namespace Outrigger.ControlPlane.Policies;

/// <summary>Finds the parameters of policies: objects of any kind that this process serves, custom ones included.</summary>
internal sealed class PolicyParameters(KindTable kinds, LocalObjects objects)
{
    private const string NoNamespace = "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources";
    private const string Cluster = "paramRef.namespace must not be provided for a cluster-scoped `paramKind`";
    private const string NoneFound = "no params found for policy binding with `Deny` parameterNotFoundAction";

    private static readonly IReadOnlyList<JsonObject?> None = [null];

    /// <summary>Where the parameters of a kind are; null when this process serves no such kind.</summary>
    public OwnedKind? Resolve(ParameterKind kind) => kinds.Find(kind.ApiVersion, kind.Kind) is { IsLocal: true } found ? found : null;

    /// <summary>The parameters with which a policy is evaluated, once each: null stands for evaluation without any.</summary>
    /// <param name="kind">Where they are; null when the policy takes none.</param>
    /// <param name="reference">Which of them; null when the binding gives none.</param>
    /// <param name="ns">The namespace of the request; empty for none.</param>
    /// <param name="cancellationToken">Ends the wait for a store.</param>
    /// <returns>The parameters, and why there are none when that is a failure.</returns>
    public async ValueTask<(IReadOnlyList<JsonObject?> Found, string Fault)> FindAsync(
        OwnedKind? kind, ParameterReference? reference, string ns, CancellationToken cancellationToken)
    {
        if (kind is null || reference is null)
        {
            return (None, "");
        }

        if (!kind.Namespaced && reference.Namespace.Length > 0)
        {
            return ([], Cluster);
        }

        var place = !kind.Namespaced ? "" : reference.Namespace.Length > 0 ? reference.Namespace : ns;
        if (kind.Namespaced && place.Length == 0)
        {
            return ([], NoNamespace);
        }

        var found = await ReadAsync(kind, reference, place, cancellationToken).ConfigureAwait(false);
        return (found, found.Count == 0 && reference.IsRequired ? NoneFound : "");
    }

    private async ValueTask<IReadOnlyList<JsonObject?>> ReadAsync(
        OwnedKind kind, ParameterReference reference, string ns, CancellationToken cancellationToken)
    {
        if (reference.Name.Length > 0)
        {
            return await objects.FindAsync(kind.Resource, ns, reference.Name, cancellationToken).ConfigureAwait(false) is { } one ? [one.ToTree()] : [];
        }

        var list = await objects.ListAsync(kind.Resource, ns, cancellationToken).ConfigureAwait(false);
        return [.. list.Items.Where(o => reference.Selector.Matches(o.Labels)).Select(o => o.ToTree())];
    }
}
