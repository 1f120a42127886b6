using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>With which rights a container runs (kubernetes ValidateSecurityContext).</summary>
internal static class SecurityContextRules
{
    private static readonly string[] Profiles = ["Localhost", "RuntimeDefault", "Unconfined"];

    public static void Check(JsonObject? context, string path, ICollection<FieldError> errors)
    {
        foreach (var field in (string[])["runAsUser", "runAsGroup"])
        {
            if (JsonNodes.GetLong(context, field) is { } id and (< 0 or > int.MaxValue))
            {
                errors.Add(FieldErrors.Invalid($"{path}.{field}", id, $"must be between 0 and {int.MaxValue}, inclusive"));
            }
        }

        FieldRules.OneOf(context, "procMount", path, ["Default", "Unmasked"], errors);
        CheckSeccomp(JsonNodes.GetObject(context, "seccompProfile"), $"{path}.seccompProfile", errors);
        if (JsonNodes.GetBool(context, "allowPrivilegeEscalation") is false)
        {
            if (JsonNodes.GetBool(context, "privileged") is true)
            {
                errors.Add(FieldErrors.Invalid(path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"));
            }

            // Told once, for each tells the whole context.
            if (JsonNodes.StringList(JsonNodes.Get(context, "capabilities", "add")).Contains("CAP_SYS_ADMIN", StringComparer.Ordinal))
            {
                errors.Add(FieldErrors.Invalid(
                    path, context, "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"));
            }
        }

        CheckArmor(JsonNodes.GetObject(context, "appArmorProfile"), $"{path}.appArmorProfile", errors);
    }

    private static void CheckSeccomp(JsonObject? profile, string path, ICollection<FieldError> errors)
    {
        if (profile is null)
        {
            return;
        }

        CheckType(profile, path, "seccompProfile", errors);
        var file = JsonNodes.GetString(profile, "localhostProfile");
        if (JsonNodes.GetString(profile, "type") is not "Localhost")
        {
            if (file is not null)
            {
                errors.Add(FieldErrors.Invalid($"{path}.localhostProfile", profile, "can only be set when seccomp type is Localhost"));
            }
        }
        else if (file is null)
        {
            errors.Add(FieldErrors.Required($"{path}.localhostProfile", "must be set when seccomp type is Localhost"));
        }
        else
        {
            if (file.StartsWith('/'))
            {
                errors.Add(FieldErrors.Invalid($"{path}.localhostProfile", file, "must be a relative path"));
            }

            if (file.Split('/').Contains("..", StringComparer.Ordinal))
            {
                errors.Add(FieldErrors.Invalid($"{path}.localhostProfile", file, "must not contain '..'"));
            }
        }
    }

    private static void CheckArmor(JsonObject? profile, string path, ICollection<FieldError> errors)
    {
        if (profile is null)
        {
            return;
        }

        CheckType(profile, path, "appArmorProfile", errors);
        var name = JsonNodes.GetString(profile, "localhostProfile");
        switch (JsonNodes.GetString(profile, "type"))
        {
            case "Localhost" when name is null or "":
                errors.Add(FieldErrors.Required($"{path}.localhostProfile", "must be set when AppArmor type is Localhost"));
                break;
            case "Localhost" when name.Trim().Length != name.Length:
                errors.Add(FieldErrors.Invalid($"{path}.localhostProfile", name, "must not be padded with whitespace"));
                break;
            case "RuntimeDefault" or "Unconfined" when name is not null:
                errors.Add(FieldErrors.Invalid($"{path}.localhostProfile", name, "can only be set when AppArmor type is Localhost"));
                break;
        }
    }

    private static void CheckType(JsonObject profile, string path, string field, ICollection<FieldError> errors)
    {
        if (FieldRules.Text(profile, "type", path, errors, $"type is required when {field} is set"))
        {
            FieldRules.OneOf(profile, "type", path, Profiles, errors);
        }
    }
}
