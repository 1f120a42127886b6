using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Tables;

/// <summary>Makes one cell out of an object.</summary>
internal delegate JsonNode? Cell(JsonObject obj, DateTimeOffset now);
