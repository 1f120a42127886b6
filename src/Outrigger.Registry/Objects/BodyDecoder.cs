using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;

namespace Outrigger.Registry.Objects;

/// <summary>Brings bodies of built-in kinds that are not stored (reviews, token requests) into the form of their kind.</summary>
public static class BodyDecoder
{
    /// <summary>Changes <paramref name="body"/> in place: kind, types, unknown fields, defaults. Refuses another kind with 400.</summary>
    public static void Decode(OperationContext context, KindDefinition kind, JsonObject body)
    {
        TypeMeta.Match(KindOrigin.BuiltIn, kind, body, isPatch: false);
        BuiltInDecoder.Decode(context, kind, body, context.Read?.Messages ?? [], isPatch: false);
    }
}
