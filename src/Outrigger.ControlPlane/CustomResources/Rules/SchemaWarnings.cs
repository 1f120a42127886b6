using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.CustomResources.Definitions;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>What is said to the author of a CRD that is accepted: formats that nobody checks.</summary>
internal static class SchemaWarnings
{
    private static readonly FrozenSet<string> TextFormats = new[]
    {
        "bsonobjectid", "uri", "email", "hostname", "ipv4", "ipv6", "cidr", "mac", "uuid", "uuid3", "uuid4", "uuid5", "isbn", "isbn10", "isbn13",
        "creditcard", "ssn", "hexcolor", "rgbcolor", "byte", "password", "date", "duration", "datetime", "k8sshortname", "k8slongname",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The warnings about a CRD; formats that were there before are not mentioned again.</summary>
    public static IEnumerable<string> Of(Definition crd, Definition? old) =>
        Formats(crd).Except(old is null ? [] : Formats(old), StringComparer.Ordinal)
            .Select(f => $"unrecognized format {GoText.Quote(f)}");

    private static List<string> Formats(Definition crd)
    {
        var found = new List<string>();
        foreach (var schema in Schemas(crd))
        {
            Spec.Any(schema, s =>
            {
                var format = Spec.Text(s, "format");
                if (format.Length > 0 && !IsKnown(format, Spec.Text(s, "type")))
                {
                    found.Add(format);
                }

                return false;
            });
        }

        return found;
    }

    private static bool IsKnown(string format, string type) => type switch
    {
        "" or "string" => TextFormats.Contains(format.Replace("-", "", StringComparison.Ordinal)),
        "integer" => format is "int32" or "int64",
        "number" => format is "float" or "double",
        _ => false,
    };

    private static IEnumerable<JsonObject> Schemas(Definition crd)
    {
        foreach (var version in crd.Versions)
        {
            if (JsonNodes.GetObject(version, "schema", "openAPIV3Schema") is { } schema)
            {
                yield return schema;
            }
        }
    }
}
