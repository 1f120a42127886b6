using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>An object that an expression makes: <c>Object.spec{replicas: 3}</c>.</summary>
/// <param name="type">The type that it was made as.</param>
/// <param name="fields">The fields that were given.</param>
public sealed class CelMadeObject(CelType type, IReadOnlyDictionary<string, CelValue> fields) : CelObject
{
    /// <inheritdoc/>
    public override CelType Type => type;

    /// <summary>The fields that were given.</summary>
    public IReadOnlyDictionary<string, CelValue> Fields => fields;

    /// <inheritdoc/>
    public override bool TryGet(string name, out CelValue value) => fields.TryGetValue(name, out value);

    /// <summary>
    /// The first object within this one whose type is not named after the fields that lead to it, in the words of Kubernetes; null when there is none.
    /// </summary>
    public string? FindMismatch() => FindMismatch(CelValue.FromObject(this), type.Name);

    /// <inheritdoc/>
    internal override bool IsEqual(CelObject other, CelBudget budget)
    {
        CelBudget.Descend();
        if (other is not CelMadeObject made || !made.Type.Equals(type) || made.Fields.Count != fields.Count)
        {
            return false;
        }

        foreach (var (name, own) in fields)
        {
            if (!made.Fields.TryGetValue(name, out var theirs) || !CelEquality.AreEqual(own, theirs, budget))
            {
                return false;
            }
        }

        return true;
    }

    private static string? FindMismatch(CelValue value, string path)
    {
        if (value.Kind != CelValueKind.Object || value.AsObject is not CelMadeObject made)
        {
            return Items(value).Select(item => FindMismatch(item, path)).FirstOrDefault(found => found is not null);
        }

        return made.Type.Name == path
            ? made.Fields.Select(field => FindMismatch(field.Value, $"{path}.{field.Key}")).FirstOrDefault(found => found is not null)
            : $"unexpected type name \"{made.Type.Name}\", expected \"{path}\", which matches field name path from root Object type";
    }

    private static IEnumerable<CelValue> Items(CelValue value) => value.Kind switch
    {
        CelValueKind.List => Enumerable.Range(0, value.AsList.Count).Select(i => value.AsList[i]),
        CelValueKind.Map => value.AsMap.Keys.Select(key => value.AsMap.TryGet(key, out var item) ? item : CelValue.Null),
        _ => [],
    };
}
