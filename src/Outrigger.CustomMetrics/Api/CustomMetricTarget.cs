using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.CustomMetrics.Providers;
using Outrigger.Server.Requests;

namespace Outrigger.CustomMetrics.Api;

/// <summary>What a request for custom metrics is about. Read from the same parse of the path that was authorised.</summary>
/// <param name="Metric">Which metric of which resource.</param>
/// <param name="ObjectName">Of which object; <c>*</c> for all of them.</param>
/// <param name="Objects">Which of all objects.</param>
internal sealed record CustomMetricTarget(CustomMetric Metric, string ObjectName, LabelSelector Objects)
{
    private const string NameField = "metadata.name";
    private const string NamespaceField = "metadata.namespace";
    private const string AllObjects = "*";

    /// <summary>Whether all objects are asked for.</summary>
    public bool IsOfAll => ObjectName == AllObjects;

    /// <summary>
    /// Whether a path is one of <c>RESOURCE/NAME/METRIC</c>, <c>namespaces/NS/metrics/METRIC</c> (of the namespace itself) and
    /// <c>namespaces/NS/RESOURCE/NAME/METRIC</c>.
    /// </summary>
    public static bool IsPath(IReadOnlyList<string> segments) => segments is
        ["apis", _, _, _, _, _]
        or ["apis", _, _, "namespaces", _, "metrics", _]
        or ["apis", _, _, "namespaces", _, _, _, _];

    /// <summary>StatusException 400 for a path without a metric, and for bad selectors.</summary>
    public static CustomMetricTarget Of(RequestInfo info)
    {
        var (resource, ns, name, metric) = info switch
        {
            { Resource: "metrics", Namespace.Length: > 0, Parts: [_, var own, ..] } => ("namespaces", "", info.Namespace, own),
            { Parts: [var plural, var one, var sub, ..] } => (plural, info.Namespace, one, sub),
            _ => throw ApiErrors.BadRequest("invalid request path"),
        };
        CheckFields(info.Query.Text("fieldSelector"), name);
        var about = new CustomMetric(metric, ParseResource(resource), ns, LabelSelector.Parse(info.Query.Text("metricLabelSelector")));
        return new CustomMetricTarget(about, name, LabelSelector.Parse(info.Query.Text("labelSelector")));
    }

    // PLURAL.GROUP
    private static GroupResource ParseResource(string text) =>
        text.Split('.', 2) is [var plural, var group] ? new GroupResource(group, plural) : new GroupResource("", text);

    private static void CheckFields(string text, string name)
    {
        var fields = FieldSelector.Parse(text);
        foreach (var term in fields.Terms)
        {
            if (term.Field is not (NameField or NamespaceField))
            {
                throw ApiErrors.BadRequest($"\"{term.Field}\" is not a known field selector: only \"{NameField}\", \"{NamespaceField}\"");
            }
        }

        if (fields.Terms.Count > 0 && fields.RequiredValue(NameField) != name)
        {
            throw ApiErrors.BadRequest("fieldSelector metadata.name doesn't match requested name");
        }
    }
}
