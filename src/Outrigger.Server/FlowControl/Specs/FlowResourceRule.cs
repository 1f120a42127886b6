using Outrigger.Server.Requests;

namespace Outrigger.Server.FlowControl.Specs;

/// <summary>Requests for resources (flowcontrol.apiserver.k8s.io/v1 ResourcePolicyRule); <c>*</c> alone in a list means all.</summary>
internal sealed record FlowResourceRule(
    IReadOnlyList<string> Verbs,
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> Resources,
    bool ClusterScope,
    IReadOnlyList<string> Namespaces)
{
    public bool Matches(RequestInfo info) =>
        FlowLists.Contain(Verbs, info.Verb)
        && FlowLists.Contain(Resources, info.Resource, info.Subresource)
        && FlowLists.Contain(Groups, info.Group)
        && (info.Namespace.Length == 0 ? ClusterScope : FlowLists.Contain(Namespaces, info.Namespace));
}
