using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ApiMachinery.OpenApi;

/// <summary>The names of types in OpenAPI.</summary>
internal static class OpenApiNames
{
    /// <summary>The type of a kind: the schema's own name, else the group backwards, the version and the kind: <c>com.example.v1.Widget</c>.</summary>
    public static string Of(KindDefinition kind) => kind.Schema.Name ?? Of(kind.Kind);

    /// <summary>The type of the lists of a kind, beside the type of the kind.</summary>
    public static string OfList(KindDefinition kind)
    {
        var name = Of(kind);
        return $"{name[..(name.LastIndexOf('.') + 1)]}{kind.ListKind}";
    }

    /// <summary>How a component is referred to.</summary>
    public static string Reference(string name) => $"#/components/schemas/{name}";

    private static string Of(GroupVersionKind kind)
    {
        var group = kind.Group.Split('.');
        Array.Reverse(group);
        return $"{string.Join('.', group)}.{kind.Version}.{kind.Kind}";
    }
}
