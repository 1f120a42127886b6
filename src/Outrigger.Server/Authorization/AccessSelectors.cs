using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Selectors;

namespace Outrigger.Server.Authorization;

/// <summary>
/// What a list, watch or deletecollection narrows itself to. An authorizer may allow it because of that, never refuse it: a part that
/// cannot be read is left out, which asks for more, not for less (KEP-4601).
/// </summary>
public sealed class AccessSelectors
{
    private readonly Lazy<(IReadOnlyList<FieldTerm> Terms, bool Fault)> fields;
    private readonly Lazy<(IReadOnlyList<LabelRequirement> Terms, bool Fault)> labels;

    /// <summary>Conditions that were read already; a fault says that some could not be.</summary>
    public AccessSelectors((IReadOnlyList<FieldTerm> Terms, bool Fault) fields, (IReadOnlyList<LabelRequirement> Terms, bool Fault) labels)
    {
        this.fields = new(fields);
        this.labels = new(labels);
    }

    private AccessSelectors(string fields, string labels)
    {
        this.fields = new(() => Read<FieldTerm>(fields, text => FieldSelector.Parse(text).Terms));
        this.labels = new(() => Read<LabelRequirement>(labels, text => LabelSelector.Parse(text).Requirements));
    }

    /// <summary>Conditions on fields.</summary>
    public IReadOnlyList<FieldTerm> Fields => fields.Value.Terms;

    /// <summary>Whether conditions on fields were left out because they make no sense.</summary>
    public bool HasFieldFault => fields.Value.Fault;

    /// <summary>Conditions on labels.</summary>
    public IReadOnlyList<LabelRequirement> Labels => labels.Value.Terms;

    /// <summary>Whether conditions on labels were left out because they make no sense.</summary>
    public bool HasLabelFault => labels.Value.Fault;

    /// <summary>The selectors of a query, which are read when somebody looks at them; null when both are empty.</summary>
    public static AccessSelectors? Of(string? fieldSelector, string? labelSelector) =>
        string.IsNullOrEmpty(fieldSelector) && string.IsNullOrEmpty(labelSelector)
            ? null
            : new AccessSelectors(fieldSelector ?? "", labelSelector ?? "");

    private static (IReadOnlyList<T> Terms, bool Fault) Read<T>(string text, Func<string, IReadOnlyList<T>> parse)
    {
        try
        {
            return (parse(text), false);
        }
        catch (StatusException)
        {
            return ([], true);
        }
    }
}
