using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Strategies;

namespace Outrigger.Registry.Typed;

/// <summary>Runs a typed strategy on trees. A hook that is not overridden costs nothing: no object is made for it.</summary>
internal sealed class TypedStrategyAdapter<T>(TypedStrategy<T> strategy, JsonSerializerOptions options) : CustomStrategy
    where T : class
{
    private readonly bool defaults = Overrides(strategy, nameof(TypedStrategy<T>.Default));
    private readonly bool preparesCreate = Overrides(strategy, nameof(TypedStrategy<T>.PrepareForCreate));
    private readonly bool preparesUpdate = Overrides(strategy, nameof(TypedStrategy<T>.PrepareForUpdate));
    private readonly bool validates = Overrides(strategy, nameof(TypedStrategy<T>.Validate));
    private readonly bool validatesUpdate = Overrides(strategy, nameof(TypedStrategy<T>.ValidateUpdate));

    public override void Default(JsonObject obj)
    {
        if (defaults)
        {
            Change(obj, strategy.Default);
        }
    }

    public override void PrepareForCreate(OperationContext context, JsonObject obj)
    {
        if (preparesCreate)
        {
            Change(obj, typed => strategy.PrepareForCreate(context, typed));
        }
    }

    public override void PrepareForUpdate(OperationContext context, JsonObject obj, JsonObject old)
    {
        if (preparesUpdate)
        {
            Change(obj, typed => strategy.PrepareForUpdate(context, typed, Read(old)));
        }
    }

    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        if (validates)
        {
            strategy.Validate(Read(obj), new FieldErrors(errors));
        }
    }

    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        if (validates || validatesUpdate)
        {
            strategy.ValidateUpdate(Read(obj), Read(old), new FieldErrors(errors));
        }
    }

    private static bool Overrides(TypedStrategy<T> strategy, string hook) =>
        strategy.GetType().GetMethod(hook, BindingFlags.Public | BindingFlags.Instance)?.DeclaringType != typeof(TypedStrategy<T>);

    private void Change(JsonObject obj, Action<T> change)
    {
        var typed = Read(obj);
        change(typed);
        TypedObjects.WriteInto(typed, obj, options);
    }

    private T Read(JsonObject obj) => TypedObjects.Read<T>(obj, options);
}
