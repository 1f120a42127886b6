using Outrigger.Registry.Typed;
using WardleApiServer.Rules;
using WardleApiServer.V1Alpha1;

namespace WardleApiServer;

/// <summary>Defaults and rules of the stored version.</summary>
internal sealed class FlunderStrategy : TypedStrategy<Flunder>
{
    public override void Default(Flunder obj)
    {
        if (string.IsNullOrEmpty(obj.Spec.ReferenceType) && !string.IsNullOrEmpty(obj.Spec.Reference))
        {
            obj.Spec.ReferenceType = SpecRules.Flunder;
        }
    }

    public override void Validate(Flunder obj, FieldErrors errors)
    {
        var (reference, type) = (obj.Spec.Reference, obj.Spec.ReferenceType);
        SpecRules.Check(
            type == SpecRules.Flunder ? reference : null, type == SpecRules.Fischer ? reference : null, type, errors);
    }
}
