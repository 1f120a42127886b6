using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.CustomResources.Definitions;

/// <summary>The approval that CRDs of the groups of Kubernetes itself need, in an annotation (apiextensions-apiserver pkg/apihelpers).</summary>
internal static class Approval
{
    /// <summary>Has the URL of the approval, or a text that begins with "unapproved".</summary>
    public const string Annotation = "api-approved.kubernetes.io";

    private const string Help = "see https://github.com/kubernetes/enhancements/pull/1111";

    /// <summary>What is said of a missing approval.</summary>
    public const string Missing = $"protected groups must have approval annotation \"{Annotation}\", {Help}";

    /// <summary>What is said of one that is neither.</summary>
    public const string Invalid =
        $"protected groups must have approval annotation \"{Annotation}\" with either a URL or a reason starting with \"unapproved\", {Help}";

    /// <summary>Whether a group is one of Kubernetes itself.</summary>
    public static bool IsProtected(string group) =>
        $".{group}".EndsWith(".k8s.io", StringComparison.Ordinal) || $".{group}".EndsWith(".kubernetes.io", StringComparison.Ordinal);

    /// <summary>The annotation's text; empty when it is missing.</summary>
    public static string TextOf(Definition crd) => crd.Metadata.Annotations.FirstOrDefault(a => a.Key is Annotation).Value ?? "";

    /// <summary>What a text means.</summary>
    public static ApprovalState StateOf(string text) =>
        text.Length == 0 ? ApprovalState.Missing
        : text.StartsWith("unapproved", StringComparison.Ordinal) ? ApprovalState.Bypassed
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0 ? ApprovalState.Approved
        : ApprovalState.Invalid;

    /// <summary>The condition of a CRD; null for a group that needs no approval.</summary>
    public static Condition? ConditionOf(Definition crd)
    {
        if (!IsProtected(crd.Group))
        {
            return null;
        }

        var text = TextOf(crd);
        var (status, reason, message) = StateOf(text) switch
        {
            ApprovalState.Missing => ("False", "MissingAnnotation", Missing),
            ApprovalState.Bypassed => ("False", "UnapprovedAnnotation", $"not approved: {GoText.Quote(text)}"),
            ApprovalState.Approved => ("True", "ApprovedAnnotation", $"approved in {text}"),
            _ => ("False", "InvalidAnnotation", Invalid),
        };
        return new Condition("KubernetesAPIApprovalPolicyConformant", status, reason, message);
    }
}
