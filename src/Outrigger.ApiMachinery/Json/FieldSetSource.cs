using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Json;

/// <summary>Makes a node of the bytes of one field set.</summary>
public delegate JsonNode? FieldSetSource(ReadOnlySpan<byte> utf8);
