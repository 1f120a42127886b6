using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Patching;

/// <summary>A JSON patch (RFC 6902) with the leniences of Kubernetes': negative indices, replace of a missing key. Immutable.</summary>
public sealed class JsonPatch
{
    /// <summary>More operations are refused with 413.</summary>
    public const int MaxOperations = 10_000;

    /// <summary>How many bytes of JSON all copy operations may copy together.</summary>
    public const int MaxCopiedBytes = 3 * 1024 * 1024;

    private readonly IReadOnlyList<JsonPatchOperation> operations;

    private JsonPatch(IReadOnlyList<JsonPatchOperation> operations, IReadOnlyList<string> findings)
    {
        this.operations = operations;
        Findings = findings;
    }

    /// <summary>Duplicate and unknown fields in the patch itself, for field validation: <c>json patch unknown field "[0].foo"</c>.</summary>
    public IReadOnlyList<string> Findings { get; }

    /// <summary>Reads a patch; 400 when it is none, 413 when it is too long.</summary>
    public static JsonPatch Parse(ReadOnlySpan<byte> utf8)
    {
        var report = new ReadReport();
        JsonNode? root;
        try
        {
            root = ObjectReader.ReadNode(utf8, report);
        }
        catch (ObjectReadException e)
        {
            throw ApiErrors.BadRequest($"error decoding patch: {e.Message}");
        }

        if (root is not (JsonArray or null))
        {
            throw ApiErrors.BadRequest($"error decoding patch: json: cannot unmarshal {JsonNodes.TypeName(root)} into a list of operations");
        }

        var list = root as JsonArray ?? [];
        var findings = report.Messages.ToList();
        var read = new List<JsonPatchOperation>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            read.Add(JsonPatchOperation.Read(list[i], i, findings));
        }

        if (read.Count > MaxOperations)
        {
            throw ApiErrors.TooLarge(
                $"Request entity too large: The allowed maximum operations in a JSON patch is {MaxOperations}, got {read.Count}");
        }

        return new JsonPatch(read, [.. findings.Select(f => $"json patch {f}")]);
    }

    /// <summary>
    /// Applies the operations in order to <paramref name="current"/>, which is changed in place (and is to be thrown away when an
    /// operation fails). 422, with a <see cref="JsonPatchFailure"/> within, when one does not apply. The patch can be applied again to another document.
    /// </summary>
    public JsonObject Apply(JsonObject current)
    {
        var document = new JsonPatchDocument(current);
        foreach (var operation in operations)
        {
            try
            {
                Apply(document, operation);
            }
            catch (StatusException e) when (e.Status.Code == 422)
            {
                // Who patches is told nothing; who asked an admission webhook for the patch is told what it was.
                throw new StatusException(e.Status, new JsonPatchFailure(operation.Explain(), isTest: operation.Kind is "test"));
            }
        }

        return document.Root as JsonObject ?? throw PatchErrors.NoObject(document.Root);
    }

    private static void Apply(JsonPatchDocument document, JsonPatchOperation operation)
    {
        switch (operation.Kind)
        {
            case "add":
                document.Add(operation.Target(), operation.NewValue(), operation.ValueDepth);
                break;
            case "remove":
                document.Remove(operation.Target());
                break;
            case "replace":
                document.Replace(operation.Target(), operation.NewValue(), operation.ValueDepth);
                break;
            case "move":
                document.Move(operation.Source(), operation.Target());
                break;
            case "copy":
                document.Copy(operation.Source(), operation.Target());
                break;
            case "test":
                document.Test(operation.Target(), operation.Value);
                break;
            default:
                throw PatchErrors.DoesNotApply();
        }
    }
}
