using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.CustomResources.Definitions;

/// <summary>The names of a custom resource: those asked for (spec.names), or those it was given (status.acceptedNames).</summary>
internal sealed record DefinitionNames(
    string Plural, string Singular, string Kind, string ListKind, IReadOnlyList<string> ShortNames, IReadOnlyList<string> Categories)
{
    /// <summary>Reads them; empty texts for what is missing.</summary>
    public static DefinitionNames Of(JsonObject? names) => new(
        Text(names, "plural"),
        Text(names, "singular"),
        Text(names, "kind"),
        Text(names, "listKind"),
        JsonNodes.StringList(JsonNodes.Get(names, "shortNames")),
        JsonNodes.StringList(JsonNodes.Get(names, "categories")));

    /// <summary>The names in the order of the CRD's fields.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["plural"] = Plural };
        Add(json, "singular", Singular);
        Add(json, "shortNames", ShortNames);
        json["kind"] = Kind;
        Add(json, "listKind", ListKind);
        Add(json, "categories", Categories);
        return json;
    }

    private static string Text(JsonObject? names, string field) => JsonNodes.GetString(names, field) ?? "";

    private static void Add(JsonObject json, string field, string text)
    {
        if (text.Length > 0)
        {
            json[field] = text;
        }
    }

    private static void Add(JsonObject json, string field, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            json[field] = new JsonArray([.. texts.Select(t => (JsonNode)t)]);
        }
    }
}
