using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.Registry.Models;
using Outrigger.Registry.Resources;

namespace Outrigger.Registry.Lists;

/// <summary>The fields that objects of one version of a kind are selected by.</summary>
/// <param name="Origin">Where the kind comes from.</param>
/// <param name="Namespaced">Whether its objects live in namespaces.</param>
/// <param name="Labels">The fields beside name and namespace.</param>
/// <param name="Words">Other names of them, and what is said of unknown ones.</param>
internal sealed record KnownFields(KindOrigin Origin, bool Namespaced, IReadOnlyList<string> Labels, FieldLabelWords Words)
{
    public const string Name = "metadata.name";
    public const string Namespace = "metadata.namespace";

    // Kubernetes' default: name and namespace of every kind, in namespaces or not.
    private bool IsDefault => Origin == KindOrigin.Typed || (Origin == KindOrigin.BuiltIn && Labels.Count == 0);

    /// <summary>The selector in the kind's own labels; 400 for a field that it is not selected by.</summary>
    public FieldSelector Convert(FieldSelector selector)
    {
        var renames = false;
        foreach (var term in selector.Terms)
        {
            if (Words.Aliases.ContainsKey(term.Field))
            {
                renames = true;
            }
            else if (!Has(term.Field))
            {
                throw Refusal(term.Field);
            }
        }

        return renames
            ? FieldSelector.Of(selector.Terms.Select(t => t with { Field = Words.Aliases.GetValueOrDefault(t.Field, t.Field) }))
            : selector;
    }

    private bool Has(string field) => field switch
    {
        Name => true,
        Namespace => Namespaced || IsDefault,
        _ => Labels.Contains(field, StringComparer.Ordinal),
    };

    private StatusException Refusal(string field) => Origin == KindOrigin.BuiltIn && IsDefault
        ? ApiErrors.BadRequest($"\"{field}\" is not a known field selector: only \"{Name}\", \"{Namespace}\"")
        : ApiErrors.BadRequest(Words.Refusal(field));
}
