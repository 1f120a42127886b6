using Outrigger.ApiMachinery.Errors;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>What a client is told of conflicts (409).</summary>
internal static class ApplyConflicts
{
    private const string Reason = "FieldManagerConflict";

    public static StatusException Error(IReadOnlyList<Conflict> conflicts)
    {
        var causes = new List<StatusCause>();
        var lines = new List<string>();
        foreach (var (manager, fields) in conflicts)
        {
            lines.Add($"conflicts with {manager}:");
            foreach (var path in fields.ToPaths())
            {
                causes.Add(new StatusCause(Reason, $"conflict with {manager}", path));
                lines.Add($"- {path}");
            }
        }

        var message = causes.Count == 1
            ? $"Apply failed with 1 conflict: {causes[0].Message}: {causes[0].Field}"
            : $"Apply failed with {causes.Count} conflicts: {string.Join('\n', lines)}";
        return new StatusException(new Status(409, StatusReasons.Conflict, message, new StatusDetails(Causes: causes)));
    }

    /// <summary>The conflicts beyond a set of allowed ones.</summary>
    public static IReadOnlyList<Conflict> Beyond(IReadOnlyList<Conflict> conflicts, FieldSet allowed) =>
        [.. conflicts.Select(c => c with { Fields = c.Fields.Except(allowed) }).Where(c => !c.Fields.IsEmpty)];
}
