using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ApiMachinery.Patching;

/// <summary>The refusals of patches, as apiserver's patch handler has them.</summary>
internal static class PatchErrors
{
    /// <summary>422 without a reason for people: an operation of a JSON patch does not apply.</summary>
    public static StatusException DoesNotApply() => new(new Status(
        422,
        StatusReasons.Invalid,
        "the server rejected our request due to an error in our request",
        new StatusDetails()));

    /// <summary>422: the patched document is not an object any more.</summary>
    public static StatusException NoObject(JsonNode? result) => ApiErrors.Invalid(
        new GroupKind("", ""),
        "",
        [FieldErrors.Invalid("patch", ObjectWriter.ToText(result), $"json: cannot unmarshal {JsonNodes.TypeName(result)} into an object")]);

    /// <summary>500 with a plain text: what Kubernetes makes of a strategic merge patch that it cannot follow.</summary>
    public static StatusException Unclassified(string why) => new(new Status(500, StatusReasons.Unknown, why));

    public static StatusException PrimitiveListFormat() => ApiErrors.BadRequest("invalid patch format of primitive list");

    public static StatusException RetainKeysFormat() => ApiErrors.BadRequest("invalid patch format of retainKeys");

    public static StatusException ElementOrderFormat() => ApiErrors.BadRequest("invalid patch format of setElementOrder list");

    public static StatusException NoMergeKey(JsonObject map, string key) =>
        Unclassified($"map: {GoValues.Print(map)} does not contain declared merge key: {key}");

    public static StatusException WrongType(string expected, JsonNode? actual) =>
        Unclassified($"expected a {expected}, but received a {GoValues.TypeName(actual)}");

    public static StatusException UnknownDirective(JsonNode? directive, JsonObject map) =>
        Unclassified($"unknown patch type: {GoValues.Print(directive)} in map: {GoValues.Print(map)}");
}
