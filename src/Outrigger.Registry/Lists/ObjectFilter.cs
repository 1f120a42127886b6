using Outrigger.ApiMachinery.Selectors;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Lists;

/// <summary>Which objects a list or watch shows: its selectors, on the facts that were pulled out at commit.</summary>
internal sealed class ObjectFilter
{
    private readonly LabelSelector labels;
    private readonly FieldSelector fields;

    private ObjectFilter(LabelSelector labels, FieldSelector fields)
    {
        this.labels = labels;
        this.fields = fields;
        IsEverything = labels.IsEverything && fields.IsEverything;
        Name = fields.RequiredValue(KnownFields.Name);
        Namespace = fields.RequiredValue(KnownFields.Namespace);
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

    /// <summary>The filter in the labels of the resource; 400 for a field that it does not select by.</summary>
    public ObjectFilter For(KnownFields known)
    {
        var converted = known.Convert(fields);
        return ReferenceEquals(converted, fields) ? this : new ObjectFilter(labels, converted);
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
                KnownFields.Name => obj.Name,
                KnownFields.Namespace => obj.Namespace,
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
