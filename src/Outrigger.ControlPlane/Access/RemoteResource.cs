using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Access;

/// <summary>What another server says of one of its resources.</summary>
internal sealed record RemoteResource(GroupVersionResource Resource, string Kind, bool Namespaced, IReadOnlyList<string> Verbs)
{
    /// <summary>Whether it has all of these verbs.</summary>
    public bool Can(params ReadOnlySpan<string> verbs)
    {
        foreach (var verb in verbs)
        {
            if (!Verbs.Contains(verb, StringComparer.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
