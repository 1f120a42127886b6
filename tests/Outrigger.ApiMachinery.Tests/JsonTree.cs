using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Tests;

/// <summary>Random JSON trees for properties; FsCheck wants a type that prints itself.</summary>
public sealed record JsonTree(JsonNode? Node)
{
    public override string ToString() => ObjectWriter.ToText(Node);
}
