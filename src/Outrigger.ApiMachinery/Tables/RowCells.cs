using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ApiMachinery.Tables;

/// <summary>The cells of one row while they are made.</summary>
public sealed class RowCells(DateTimeOffset now)
{
    private readonly List<JsonNode?> cells = [];

    /// <summary>The time that ages are measured at.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>The row's conditions (a pod that has completed), or null.</summary>
    public JsonArray? Conditions { get; set; }

    internal IReadOnlyList<JsonNode?> All => cells;

    public RowCells Add(string text)
    {
        cells.Add(JsonValue.Create(text));
        return this;
    }

    public RowCells Add(long number)
    {
        cells.Add(JsonValue.Create(number));
        return this;
    }

    /// <summary>The time since a point in time that stands in an object; <c>&lt;unknown&gt;</c> when there is none.</summary>
    public RowCells AddAge(JsonNode? time) => Add(Age(time));

    /// <inheritdoc cref="AddAge"/>
    public string Age(JsonNode? time) =>
        KubernetesTime.TryParse(JsonNodes.AsString(time), out var then) ? ShortDuration.Format(Now - then) : ShortDuration.Unknown;
}
