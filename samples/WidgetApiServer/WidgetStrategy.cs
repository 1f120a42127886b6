using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Typed;

namespace WidgetApiServer;

internal sealed class WidgetStrategy : TypedStrategy<Widget>
{
    public override void Default(Widget obj)
    {
        if (obj.Spec.Color.Length == 0)
        {
            obj.Spec.Color = "blue";
        }
    }

    public override void Validate(Widget obj, FieldErrors errors)
    {
        if (obj.Spec.Replicas > 100)
        {
            throw ApiErrors.BadRequest("replicas cannot exceed 100");
        }
    }
}
