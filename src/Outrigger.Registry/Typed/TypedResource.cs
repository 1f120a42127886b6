using System.Collections.Frozen;
using System.Reflection;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Models;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Strategies;
using Outrigger.Registry.Typed.Subresources;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Typed;

/// <summary>A C# class and its strategy as a resource that the registry can serve.</summary>
public static class TypedResource
{
    /// <summary>
    /// The model of <typeparamref name="T"/>, which is stored, and of its further versions. <see cref="TypedOptions{T}.Strategy"/> may be null.
    /// Throws <see cref="TypedSchemaException"/> when the class cannot be a kind.
    /// </summary>
    public static ResourceModel Model<T>(TypedOptions<T> typed, Schema objectMeta, AdmissionChain admission, TimeProvider time)
        where T : class
    {
        var options = typed.Json;
        var kind = TypedKind.Of(typeof(T), objectMeta, options);
        var others = typed.Versions.Select(v => (Version: v, Kind: TypedKind.Of(v.Type, objectMeta, options) with { StorageVersion = kind.Kind.Version })).ToList();
        CheckVersions(kind, [.. others.Select(o => o.Kind)]);
        var conversion = new TypedConversion(
            kind.Kind.Version, others.ToFrozenDictionary(o => o.Kind.Kind.Version, o => o.Version, StringComparer.Ordinal), options);
        var host = new TypedSubresourceHost(kind.Resource, kind.Namespaced, objectMeta, admission, options);
        var own = Subresources(typed, host);
        return new ResourceModel
        {
            Kinds = [.. others.Select(o => o.Kind).Prepend(kind).Select(k => k with { Subresources = [.. k.Subresources, .. own.Select(s => s.Definition)] })],
            Subresources = own,
            StorageVersion = kind.Kind.Version,
            Fields = [.. others.Select(o => o.Kind).Prepend(kind).SelectMany(k => k.SelectableFields).Distinct(StringComparer.Ordinal).Select(f => new FactPath(f))],
            Convert = conversion.ConvertAsync,
            Origin = KindOrigin.Typed,
            Strategy = new TypedStrategyAdapter<T>(typed.Strategy ?? new PlainStrategy<T>(), options),
            Admission = admission,
            Json = options,
            Scale = Scale(typeof(T), kind),
            Time = time,
        };
    }

    private static List<OwnSubresource> Subresources<T>(TypedOptions<T> typed, TypedSubresourceHost host)
        where T : class
    {
        if (typed.Subresources.GroupBy(s => s.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new TypedSchemaException($"{host.Parent}: the subresource {twice.Key} is given twice");
        }

        return [.. typed.Subresources.Select(s => s.Make(host))];
    }

    private static void CheckVersions(KindDefinition storage, IReadOnlyList<KindDefinition> others)
    {
        foreach (var other in others)
        {
            if (other.Kind.GroupKind != storage.Kind.GroupKind || other.Plural != storage.Plural || other.Namespaced != storage.Namespaced)
            {
                throw new TypedSchemaException(
                    $"{other.Kind}: a version of {storage.Kind} must have its group, kind, plural and scope. Give both classes the same [KubernetesResource] but for Version.");
            }
        }

        if (others.Append(storage).GroupBy(k => k.Kind.Version, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new TypedSchemaException($"{storage.Kind.GroupKind}: the version {twice.Key} is given twice");
        }
    }

    private static ScalePaths? Scale(Type type, KindDefinition kind)
    {
        if (type.GetCustomAttribute<ScaleAttribute>() is not { } scale)
        {
            return null;
        }

        Check(kind, scale.SpecReplicasPath);
        Check(kind, scale.StatusReplicasPath);
        return new ScalePaths(scale.SpecReplicasPath, scale.StatusReplicasPath, scale.LabelSelectorPath);
    }

    private static void Check(KindDefinition kind, string path)
    {
        if (TypedKind.SchemaAt(kind.Schema, path)?.Type is not SchemaType.Integer)
        {
            throw new TypedSchemaException($"{kind.Kind.Kind}: the path {path} of [Scale] names no integer property. Use the JSON names: .spec.replicas");
        }
    }

    private sealed class PlainStrategy<TKind> : TypedStrategy<TKind>
        where TKind : class;
}
