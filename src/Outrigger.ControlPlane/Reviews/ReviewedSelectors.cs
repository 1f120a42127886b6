using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.Server.Authorization;

namespace Outrigger.ControlPlane.Reviews;

/// <summary>
/// The selectors of a review, as text or as a list of conditions. A condition that makes no sense is left out, and said to be in
/// <c>evaluationError</c>: what is asked then is more than what was meant, never less.
/// </summary>
internal static class ReviewedSelectors
{
    /// <summary>Null when the attributes have none.</summary>
    public static AccessSelectors? Read(JsonObject attributes)
    {
        var fields = attributes["fieldSelector"] as JsonObject;
        var labels = attributes["labelSelector"] as JsonObject;
        return fields is null && labels is null
            ? null
            : new AccessSelectors(
                Terms<FieldTerm>(fields, text => FieldSelector.Parse(text).Terms, Field),
                Terms<LabelRequirement>(labels, text => LabelSelector.Parse(text).Requirements, Label));
    }

    /// <summary>What to say of conditions that were left out.</summary>
    public static IEnumerable<string> Faults(AccessSelectors? selectors)
    {
        if (selectors is { HasFieldFault: true })
        {
            yield return Fault("fieldSelector", selectors.Fields.Count);
        }

        if (selectors is { HasLabelFault: true })
        {
            yield return Fault("labelSelector", selectors.Labels.Count);
        }
    }

    private static string Fault(string name, int read) => $"spec.resourceAttributes.{name} {(read > 0 ? "partially ignored" : "ignored")} due to parse error";

    private static (IReadOnlyList<T> Terms, bool Fault) Terms<T>(
        JsonObject? selector, Func<string, IReadOnlyList<T>> parse, Func<JsonObject, T?> read)
        where T : class
    {
        if (JsonNodes.GetString(selector, "rawSelector") is { Length: > 0 } raw)
        {
            try
            {
                return (parse(raw), false);
            }
            catch (StatusException)
            {
                return ([], true);
            }
        }

        var given = JsonNodes.GetArray(selector, "requirements") ?? [];
        var terms = given.OfType<JsonObject>().Select(read).OfType<T>().ToList();
        return (terms, terms.Count < given.Count);
    }

    // one value, equal or not, is all that field selectors can say
    private static FieldTerm? Field(JsonObject requirement) => (JsonNodes.GetString(requirement, "operator"), JsonNodes.StringList(requirement["values"])) switch
    {
        ("In", [var value]) => new FieldTerm(JsonNodes.GetString(requirement, "key") ?? "", Negated: false, value),
        ("NotIn", [var value]) => new FieldTerm(JsonNodes.GetString(requirement, "key") ?? "", Negated: true, value),
        _ => null,
    };

    private static LabelRequirement? Label(JsonObject requirement)
    {
        // the object form of selectors has the same conditions, and the rules for them
        var selector = new JsonObject { ["matchExpressions"] = new JsonArray(requirement.DeepClone()) };
        try
        {
            return LabelSelector.FromLabelSelectorObject(selector).Requirements.SingleOrDefault();
        }
        catch (StatusException)
        {
            return null;
        }
    }
}
