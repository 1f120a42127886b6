using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Patching;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Changes;

/// <summary>The verb patch. A resourceVersion in the patch is a precondition like that of a replacement.</summary>
public sealed class PatchChange : IObjectChange
{
    private readonly Func<JsonObject, JsonObject> apply;

    private PatchChange(Func<JsonObject, JsonObject> apply, IReadOnlyList<string> findings)
    {
        this.apply = apply;
        Findings = findings;
    }

    /// <inheritdoc/>
    public bool MayRetry => true;

    /// <inheritdoc/>
    public bool MayCreate => false;

    /// <inheritdoc/>
    public bool IsPatch => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Findings { get; }

    /// <summary>A JSON patch (RFC 6902). Throws StatusException 400 or 413 when it is none or too long.</summary>
    public static PatchChange Json(ReadOnlySpan<byte> utf8)
    {
        var patch = JsonPatch.Parse(utf8);
        return new PatchChange(
            current =>
            {
                FieldSetJson.Expand(current); // it may go into them
                return patch.Apply(current);
            },
            patch.Findings);
    }

    /// <summary>A merge patch (RFC 7386). Throws StatusException 400 when it is no JSON object.</summary>
    public static PatchChange Merge(ReadOnlySpan<byte> utf8)
    {
        var patch = Read(utf8, out var findings);
        return new PatchChange(current => MergePatch.Apply(current, patch), findings);
    }

    /// <summary>A strategic merge patch, for built-in kinds. Throws StatusException 400 when it is no JSON object.</summary>
    /// <param name="utf8">The patch.</param>
    /// <param name="schema">Of the kind that is patched.</param>
    public static PatchChange Strategic(ReadOnlySpan<byte> utf8, Schema schema)
    {
        var patch = Read(utf8, out var findings);
        return new PatchChange(current => StrategicMergePatch.Apply(current, patch, schema), findings);
    }

    /// <inheritdoc/>
    public JsonObject Apply(JsonObject current, OperationContext context) => apply(current);

    private static JsonObject Read(ReadOnlySpan<byte> utf8, out IReadOnlyList<string> findings)
    {
        var report = new ReadReport();
        try
        {
            var patch = ObjectReader.Read(utf8, report);
            findings = [.. report.Messages];
            return patch;
        }
        catch (ObjectReadException e)
        {
            throw ApiErrors.BadRequest($"error decoding patch: {e.Message}");
        }
    }
}
