using System.Text.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.SchemaFiles;

namespace Outrigger.ApiMachinery.OpenApi;

/// <summary>Writes the paths of a kind: its collection, its objects, its subresources.</summary>
internal sealed class PathWriter(Utf8JsonWriter json, ComponentWriter components, SchemaLibrary library, GroupVersion owner)
{
    private readonly string root = owner.Group.Length == 0 ? $"/api/{owner.Version}" : $"/apis/{owner}";
    private readonly string idPart = string.Concat(
        (owner.Group.Length == 0 ? "core" : owner.Group).Split('.').Append(owner.Version).Select(p => char.ToUpperInvariant(p[0]) + p[1..]));

    public void Write(KindDefinition kind)
    {
        var builtIn = library.FindKind(kind.Kind) is not null;
        var writer = new OperationWriter(json, $"{(owner.Group.Length == 0 ? "core" : owner.Group)}_{owner.Version}", builtIn);
        var collection = kind.Namespaced ? $"{root}/namespaces/{{namespace}}/{kind.Plural}" : $"{root}/{kind.Plural}";
        IReadOnlyList<OpenApiParameter> place = kind.Namespaced ? [OpenApiParameters.Namespace] : [];
        writer.WritePath(collection, [.. Collection(kind)], place);
        writer.WritePath($"{collection}/{{name}}", [.. Item(kind)], [OpenApiParameters.Name, .. place]);
        foreach (var subresource in kind.Subresources)
        {
            writer.WritePath(
                $"{collection}/{{name}}/{subresource.Name}", [.. Subresource(kind, subresource)], [OpenApiParameters.Name, .. place]);
        }

        if (kind.Namespaced && Has(kind, "list"))
        {
            writer.WritePath(
                $"{root}/{kind.Plural}",
                [new("get", "list", $"list{idPart}{kind.Kind.Kind}ForAllNamespaces", kind.Kind, null, components.ReferToList(kind))]);
        }
    }

    private IEnumerable<OpenApiOperation> Collection(KindDefinition kind)
    {
        if (Has(kind, "list"))
        {
            yield return new("get", "list", Id("list", kind), kind.Kind, null, components.ReferToList(kind));
        }

        if (Has(kind, "create"))
        {
            yield return new("post", "post", Id("create", kind), kind.Kind, components.Refer(kind), components.Refer(kind));
        }

        if (Has(kind, "deletecollection"))
        {
            yield return new(
                "delete", "deletecollection", Id("deleteCollection", kind), kind.Kind, components.ReferToMeta("DeleteOptions"), components.ReferToMeta("Status"));
        }
    }

    private IEnumerable<OpenApiOperation> Item(KindDefinition kind)
    {
        if (Has(kind, "get"))
        {
            yield return new("get", "get", Id("read", kind), kind.Kind, null, components.Refer(kind));
        }

        if (Has(kind, "update"))
        {
            yield return new("put", "put", Id("replace", kind), kind.Kind, components.Refer(kind), components.Refer(kind));
        }

        if (Has(kind, "delete"))
        {
            yield return new("delete", "delete", Id("delete", kind), kind.Kind, components.ReferToMeta("DeleteOptions"), components.ReferToMeta("Status"));
        }

        if (Has(kind, "patch"))
        {
            yield return new("patch", "patch", Id("patch", kind), kind.Kind, components.ReferToMeta("Patch"), components.Refer(kind));
        }
    }

    private IEnumerable<OpenApiOperation> Subresource(KindDefinition kind, SubresourceDefinition subresource)
    {
        var body = subresource.Kind == kind.Kind ? components.Refer(kind)
            : library.FindKind(subresource.Kind) is { } other ? components.Refer(other)
            : null;
        var suffix = char.ToUpperInvariant(subresource.Name[0]) + subresource.Name[1..];
        var connects = body is null;
        foreach (var verb in subresource.Verbs)
        {
            (string Method, string Action, string Word)? operation = verb switch
            {
                "get" => ("get", "get", "read"),
                "create" => ("post", "post", "create"),
                "update" => ("put", "put", "replace"),
                "patch" => ("patch", "patch", "patch"),
                "delete" => ("delete", "delete", "delete"),
                _ => null,
            };
            if (operation is not var (method, action, word))
            {
                continue;
            }

            var request = method is "get" or "delete" ? null : action is "patch" ? components.ReferToMeta("Patch") : body;
            yield return new(
                method,
                connects ? "connect" : action,
                Id(connects ? $"connect{char.ToUpperInvariant(method[0])}{method[1..]}" : word, kind) + suffix,
                subresource.Kind,
                connects ? null : request,
                body);
        }
    }

    private string Id(string verb, KindDefinition kind) => $"{verb}{idPart}{(kind.Namespaced ? "Namespaced" : "")}{kind.Kind.Kind}";

    private static bool Has(KindDefinition kind, string verb) => kind.Verbs.Contains(verb, StringComparer.Ordinal);
}
