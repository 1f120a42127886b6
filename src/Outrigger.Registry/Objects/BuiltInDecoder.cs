using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Objects;

/// <summary>Brings an object of a built-in kind into its canonical form, with the defaults of its schema.</summary>
internal static class BuiltInDecoder
{
    /// <summary>Changes <paramref name="obj"/>, whose kind and apiVersion are right, in place.</summary>
    public static void Decode(
        OperationContext context, KindDefinition kind, JsonObject obj, IEnumerable<string> findings, bool isPatch)
    {
        var report = new NormalizeReport();
        BuiltInNormalizer.Normalize(obj, kind.Schema, report);
        if (report.TypeError is { } error)
        {
            throw DecodeFaults.Refuse(kind, null, error, isPatch);
        }

        DecodeFaults.Report(context, kind, findings.Concat(report.Messages), isPatch);
        Defaulter.Apply(obj, kind.Schema);
    }
}
