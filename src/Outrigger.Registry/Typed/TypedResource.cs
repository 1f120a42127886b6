using System.Reflection;
using System.Text.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Models;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Strategies;

namespace Outrigger.Registry.Typed;

/// <summary>A C# class and its strategy as a resource that the registry can serve.</summary>
public static class TypedResource
{
    /// <summary>
    /// The model of <typeparamref name="T"/>. <paramref name="strategy"/> may be null.
    /// Throws <see cref="TypedSchemaException"/> when the class cannot be a kind.
    /// </summary>
    public static ResourceModel Model<T>(
        TypedStrategy<T>? strategy, Schema objectMeta, AdmissionChain admission, TimeProvider time, JsonSerializerOptions options)
        where T : class
    {
        var kind = TypedKind.Of(typeof(T), objectMeta, options);
        return new ResourceModel
        {
            Kinds = [kind],
            StorageVersion = kind.Kind.Version,
            Origin = KindOrigin.Typed,
            Strategy = new TypedStrategyAdapter<T>(strategy ?? new PlainStrategy<T>(), options),
            Admission = admission,
            Scale = Scale(typeof(T), kind),
            Time = time,
        };
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
