using System.Reflection;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Registry.Typed;

/// <summary>What a C# class says about the names of its kind.</summary>
internal sealed record TypedNames(
    GroupVersionKind Kind, string Plural, bool ClusterScoped, IReadOnlyList<string> ShortNames, IReadOnlyList<string> Categories)
{
    public static TypedNames Of(Type type)
    {
        if (type.GetCustomAttribute<KubernetesResourceAttribute>() is { } own)
        {
            var kind = own.Kind ?? type.Name;
            return new TypedNames(
                new GroupVersionKind(own.Group, own.Version, kind),
                own.Plural ?? kind.ToLowerInvariant() + "s",
                own.ClusterScoped,
                own.ShortNames,
                own.Categories);
        }

        // KubernetesClient's attribute is read by name, so that its package need not be referenced
        var foreign = WithBases(type).SelectMany(t => t.GetCustomAttributesData()).FirstOrDefault(a => a.AttributeType.Name == "KubernetesEntityAttribute")
            ?? throw new TypedSchemaException($"{type.Name}: give the class a [KubernetesResource(Group = …, Version = …)] attribute.");
        var foreignKind = Text(foreign, "Kind") ?? type.Name;
        return new TypedNames(
            new GroupVersionKind(Text(foreign, "Group") ?? "", Text(foreign, "ApiVersion") ?? "v1", foreignKind),
            Text(foreign, "PluralName") ?? foreignKind.ToLowerInvariant() + "s",
            ClusterScoped: false,
            [],
            []);
    }

    private static IEnumerable<Type> WithBases(Type type)
    {
        for (var next = type; next is not null; next = next.BaseType)
        {
            yield return next;
        }
    }

    private static string? Text(CustomAttributeData attribute, string property) =>
        attribute.NamedArguments.FirstOrDefault(a => a.MemberName == property).TypedValue.Value as string is { Length: > 0 } text ? text : null;
}
