using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.Registry.Lists;
using Outrigger.Registry.Operations;

namespace Outrigger.MetricsServer.Api;

/// <summary>The selectors of a list, asked before any figure is looked up.</summary>
internal sealed class MetricsFilter
{
    private const string NameField = "metadata.name";
    private const string NamespaceField = "metadata.namespace";
    private readonly LabelSelector labels;
    private readonly FieldSelector fields;

    private MetricsFilter(LabelSelector labels, FieldSelector fields)
    {
        this.labels = labels;
        this.fields = fields;
    }

    /// <summary>400 for a broken selector, or a field that is none of an object's name and namespace.</summary>
    public static MetricsFilter Of(ListQuery query)
    {
        ListRules.CheckList(query);
        var fields = FieldSelector.Parse(query.FieldSelector);
        foreach (var term in fields.Terms)
        {
            if (term.Field is not (NameField or NamespaceField))
            {
                throw ApiErrors.BadRequest($"\"{term.Field}\" is not a known field selector: only \"{NameField}\", \"{NamespaceField}\"");
            }
        }

        return new MetricsFilter(LabelSelector.Parse(query.LabelSelector), fields);
    }

    /// <summary>Whether an object is chosen; the namespace of a cluster-scoped one is empty.</summary>
    public bool Matches(string ns, string name, KeyValuePair<string, string>[] ofObject)
    {
        foreach (var term in fields.Terms)
        {
            if (!term.Holds(term.Field == NameField ? name : ns))
            {
                return false;
            }
        }

        return labels.IsEverything || labels.Matches(ofObject);
    }
}
