using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.Registry.Resources;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Lists;

/// <summary>Which objects a list or watch shows: its selectors, on the facts that were pulled out at commit.</summary>
internal sealed class ObjectFilter
{
    private const string NameField = "metadata.name";
    private const string NamespaceField = "metadata.namespace";
    private readonly LabelSelector labels;
    private readonly FieldSelector fields;

    private ObjectFilter(LabelSelector labels, FieldSelector fields)
    {
        this.labels = labels;
        this.fields = fields;
        IsEverything = labels.IsEverything && fields.IsEverything;
        Name = fields.RequiredValue(NameField);
        Namespace = fields.RequiredValue(NamespaceField);
    }

    /// <summary>Whether nothing is left out.</summary>
    public bool IsEverything { get; }

    /// <summary>The one name that can match; null for any.</summary>
    public string? Name { get; }

    /// <summary>The one namespace that can match; null for any.</summary>
    public string? Namespace { get; }

    /// <summary>Reads both selectors; 400 for a broken one.</summary>
    public static ObjectFilter Parse(string labelSelector, string fieldSelector) =>
        new(LabelSelector.Parse(labelSelector), FieldSelector.Parse(fieldSelector));

    /// <summary>400 for a field that the resource does not select by.</summary>
    public void CheckFields(KindOrigin origin, IReadOnlyList<string> known)
    {
        foreach (var term in fields.Terms)
        {
            if (term.Field is not (NameField or NamespaceField) && !known.Contains(term.Field, StringComparer.Ordinal))
            {
                throw origin == KindOrigin.BuiltIn && known.Count == 0
                    ? ApiErrors.BadRequest($"\"{term.Field}\" is not a known field selector: only \"{NameField}\", \"{NamespaceField}\"")
                    : ApiErrors.BadRequest($"field label not supported: {term.Field}");
            }
        }
    }

    public bool Matches(StoredObject obj)
    {
        if (IsEverything)
        {
            return true;
        }

        foreach (var term in fields.Terms)
        {
            var value = term.Field switch
            {
                NameField => obj.Name,
                NamespaceField => obj.Namespace,
                _ => obj.Fields.TryGetValue(term.Field, out var text) ? text : "",
            };
            if (!term.Holds(value))
            {
                return false;
            }
        }

        return labels.IsEverything || labels.Matches(obj.Labels);
    }
}
