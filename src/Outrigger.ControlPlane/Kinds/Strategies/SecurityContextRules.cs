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
        CheckId(JsonNodes.GetLong(context, "runAsUser"), $"{path}.runAsUser", errors);
        CheckId(JsonNodes.GetLong(context, "runAsGroup"), $"{path}.runAsGroup", errors);
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

    /// <summary>Checks what holds for all containers of a pod (kubernetes validatePodSpecSecurityContext).</summary>
    public static void CheckPod(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        var context = JsonNodes.GetObject(spec, "securityContext");
        var at = $"{path}.securityContext";
        foreach (var field in (string[])["fsGroup", "runAsUser", "runAsGroup"])
        {
            CheckId(JsonNodes.GetLong(context, field), $"{at}.{field}", errors);
        }

        foreach (var (group, i) in (JsonNodes.GetArray(context, "supplementalGroups") ?? []).Select((g, i) => (g, i)))
        {
            CheckId(JsonNodes.AsLong(group), $"{at}.supplementalGroups[{i}]", errors);
        }

        if (JsonNodes.GetBool(spec, "shareProcessNamespace") is true && JsonNodes.GetBool(spec, "hostPID") is true)
        {
            errors.Add(FieldErrors.Invalid(
                $"{at}.shareProcessNamespace", JsonValue.Create(true), "ShareProcessNamespace and HostPID cannot both be enabled"));
        }

        FieldRules.OneOf(context, "fsGroupChangePolicy", at, ["Always", "OnRootMismatch"], errors);
        CheckSeccomp(JsonNodes.GetObject(context, "seccompProfile"), $"{at}.seccompProfile", errors);
        CheckArmor(JsonNodes.GetObject(context, "appArmorProfile"), $"{at}.appArmorProfile", errors);
        FieldRules.OneOf(context, "supplementalGroupsPolicy", at, ["Merge", "Strict"], errors);
    }

    private static void CheckId(long? id, string path, ICollection<FieldError> errors)
    {
        if (id is < 0 or > int.MaxValue)
        {
            errors.Add(FieldErrors.Invalid(path, id.Value, $"must be between 0 and {int.MaxValue}, inclusive"));
        }
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
            PathRules.CheckDescending(file, $"{path}.localhostProfile", errors);
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
