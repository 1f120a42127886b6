using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Cel.Rules;

/// <summary>
/// Checks whole objects against the rules in their schema (x-kubernetes-validations). Rules are compiled when they are first needed; where
/// a schema has none, nothing is done.
/// </summary>
public sealed class RuleValidator(Schema root)
{
    private readonly ConcurrentDictionary<Schema, Level> levels = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether there are any rules.</summary>
    public bool HasRules => Find(root).IsNeeded;

    /// <summary>Adds an error for each rule that does not hold.</summary>
    /// <param name="obj">The object; not changed.</param>
    /// <param name="old">The object before; null for a new one.</param>
    /// <param name="errors">Gets the errors.</param>
    /// <param name="warn">Gets what is an error, too, but of a value that did not change (CRDValidationRatcheting).</param>
    public void Validate(JsonObject obj, JsonObject? old, ICollection<FieldError> errors, Action<string> warn) =>
        new RuleWalk(this, errors, warn).Run(obj, old, root);

    internal Level Find(Schema schema) => levels.GetOrAdd(schema, Make);

    private Level Make(Schema schema) => new(
        [.. schema.Rules.Select(r => CompiledRule.Compile(schema, IsWhole(schema), r))],
        HasAny(schema, new HashSet<Schema>(ReferenceEqualityComparer.Instance)));

    internal bool IsWhole(Schema schema) => ReferenceEquals(schema, root) || schema.EmbeddedResource;

    private static bool HasAny(Schema schema, HashSet<Schema> seen) => seen.Add(schema)
        && (schema.Rules.Count > 0
            || (schema.Element is { } element && HasAny(element, seen))
            || schema.Fields.Any(f => HasAny(f.Schema, seen)));

    /// <summary>The rules of one level, and whether there are any there or below.</summary>
    internal sealed record Level(IReadOnlyList<CompiledRule> Rules, bool IsNeeded);
}
