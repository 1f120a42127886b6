using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Secrets: stringData goes into data, the type is fixed and demands keys, and <c>immutable</c> freezes.</summary>
internal sealed class SecretStrategy() : BuiltInStrategy(new GroupResource("", "secrets"))
{
    private const string AccountName = "kubernetes.io/service-account.name";

    /// <inheritdoc/>
    public override void Default(JsonObject obj)
    {
        base.Default(obj);
        foreach (var (key, value) in JsonNodes.StringMap(obj["stringData"]))
        {
            JsonNodes.Ensure(obj, "data")[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
        }

        obj.Remove("stringData");
        if (obj["data"] is JsonObject data)
        {
            JsonNodes.SortKeys(data);
        }

        if (JsonNodes.GetString(obj, "type") is not { Length: > 0 })
        {
            obj["type"] = "Opaque";
        }
    }

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        DataRules.Check(obj, "data", errors);
        if (DataRules.DecodedSize(obj, "data") > DataRules.Limit)
        {
            errors.Add(FieldErrors.TooLong("data", DataRules.Limit));
        }

        ValidateType(obj, errors);
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        if (!JsonNodes.DeepEqual(obj["type"], old["type"]))
        {
            errors.Add(FieldErrors.Invalid("type", obj["type"], FieldErrors.Immutable));
        }

        DataRules.CheckImmutable(obj, old, ["data"], errors);
        Validate(context, obj, errors);
    }

    private static void ValidateType(JsonObject obj, ICollection<FieldError> errors)
    {
        switch (JsonNodes.GetString(obj, "type"))
        {
            case "kubernetes.io/service-account-token":
                if (JsonNodes.GetString(obj, "metadata", "annotations", AccountName) is not { Length: > 0 })
                {
                    errors.Add(FieldErrors.Required($"metadata.annotations[{AccountName}]"));
                }

                break;
            case "kubernetes.io/dockercfg":
                RequireJson(obj, ".dockercfg", errors);
                break;
            case "kubernetes.io/dockerconfigjson":
                RequireJson(obj, ".dockerconfigjson", errors);
                break;
            case "kubernetes.io/basic-auth" when !Has(obj, "username") && !Has(obj, "password"):
                errors.Add(FieldErrors.Required("data[%s][username]"));
                errors.Add(FieldErrors.Required("data[password]"));
                break;
            case "kubernetes.io/ssh-auth" when JsonNodes.GetString(obj, "data", "ssh-privatekey") is not { Length: > 0 }:
                errors.Add(FieldErrors.Required("data[ssh-privatekey]"));
                break;
            case "kubernetes.io/tls":
                Require(obj, "tls.crt", errors);
                Require(obj, "tls.key", errors);
                break;
        }
    }

    private static bool Has(JsonObject obj, string key) => (obj["data"] as JsonObject)?.ContainsKey(key) is true;

    private static void Require(JsonObject obj, string key, ICollection<FieldError> errors)
    {
        if (!Has(obj, key))
        {
            errors.Add(FieldErrors.Required($"data[{key}]"));
        }
    }

    private static void RequireJson(JsonObject obj, string key, ICollection<FieldError> errors)
    {
        if (!Has(obj, key))
        {
            errors.Add(FieldErrors.Required($"data[{key}]"));
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(JsonNodes.GetString(obj, "data", key) ?? ""));
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return;
            }
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            // Told below, without the contents.
        }

        errors.Add(FieldErrors.Invalid($"data[{key}]", "<secret contents redacted>", "must be a JSON object"));
    }
}
