using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Resources;

namespace Outrigger.Registry.Objects;

/// <summary>Whether a body's kind and apiVersion are those of its path.</summary>
internal static class TypeMeta
{
    /// <summary>Refuses another kind or version; fills in what is missing.</summary>
    public static void Match(KindOrigin origin, KindDefinition kind, JsonObject obj, bool isPatch)
    {
        var expected = kind.Kind.GroupVersion.ToString();
        var name = JsonNodes.GetString(obj, "kind") ?? "";
        var version = JsonNodes.GetString(obj, "apiVersion") ?? "";
        if (name.Length > 0 && !string.Equals(name, kind.Kind.Kind, StringComparison.Ordinal))
        {
            throw origin == KindOrigin.BuiltIn
                ? DecodeFaults.Refuse(kind, obj, $"no kind \"{kind.Kind.Kind}\" is expected to be \"{name}\"", isPatch)
                : Invalid(name, kind, obj, FieldErrors.Invalid("kind", name, $"must be {kind.Kind.Kind}"));
        }

        if (version.Length > 0 && !string.Equals(version, expected, StringComparison.Ordinal))
        {
            throw WrongVersion(origin, kind, obj, version, isPatch);
        }

        obj["kind"] = kind.Kind.Kind;
        obj["apiVersion"] = expected;
    }

    private static StatusException WrongVersion(KindOrigin origin, KindDefinition kind, JsonObject obj, string version, bool isPatch)
    {
        var expected = kind.Kind.GroupVersion.ToString();
        if (!isPatch)
        {
            return ApiErrors.BadRequest(
                $"the API version in the data ({version}) does not match the expected API version ({expected})");
        }

        return origin == KindOrigin.BuiltIn
            ? DecodeFaults.Refuse(kind, obj, $"the API version in the data ({version}) does not match the expected API version ({expected})", isPatch)
            : Invalid(kind.Kind.Kind, kind, obj, FieldErrors.Invalid("apiVersion", version, $"must be {expected}"));
    }

    private static StatusException Invalid(string claimed, KindDefinition kind, JsonObject obj, FieldError error) =>
        ApiErrors.Invalid(new GroupKind(kind.Kind.Group, claimed), MetadataView.Of(obj).Name, [error]);
}
