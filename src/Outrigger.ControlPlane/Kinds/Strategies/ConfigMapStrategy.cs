using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>ConfigMaps: valid keys, one megabyte of data, and nothing changes once <c>immutable</c> is set.</summary>
internal sealed class ConfigMapStrategy() : BuiltInStrategy(new GroupResource("", "configmaps"))
{
    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        DataRules.Check(obj, "data", errors);
        DataRules.Check(obj, "binaryData", errors);
        var size = DataRules.DecodedSize(obj, "binaryData");
        foreach (var (key, value) in JsonNodes.StringMap(obj["data"]))
        {
            size += Encoding.UTF8.GetByteCount(value);
            if (JsonNodes.Get(obj, "binaryData", key) is not null)
            {
                errors.Add(FieldErrors.Invalid($"data[{key}]", key, "duplicate of key present in binaryData"));
            }
        }

        if (size > DataRules.Limit)
        {
            errors.Add(FieldErrors.TooLong("", DataRules.Limit));
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        DataRules.CheckImmutable(obj, old, ["data", "binaryData"], errors);
        Validate(context, obj, errors);
    }
}
