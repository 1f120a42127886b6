using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>
/// The kinds of resource.k8s.io: what is asked for, what a driver offers; CEL expressions are kept as they are (kubernetes
/// pkg/apis/resource/validation).
/// </summary>
internal static class DeviceRules
{
    private const int MostItems = 32;
    private const int MostAlternatives = 8;
    private const int MostDevices = 128;
    private const string OneRequest = "exactly one of `exactly` or `firstAvailable` is required";
    private const string OnePlace = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
    private static readonly string[] Places = ["nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection"];

    public static void CheckClaim(JsonObject obj, ICollection<FieldError> errors) =>
        CheckClaimSpec(JsonNodes.GetObject(obj, "spec"), "spec", errors);

    public static void CheckTemplate(JsonObject obj, ICollection<FieldError> errors) =>
        CheckClaimSpec(JsonNodes.GetObject(obj, "spec", "spec"), "spec.spec", errors);

    /// <summary>Only that the spec is the same is asked of an update.</summary>
    public static void CheckNothing(JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
    }

    public static void CheckClass(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        CheckCount(spec, "selectors", "spec", MostItems, errors);
        CheckCount(spec, "config", "spec", MostItems, errors);
        foreach (var (config, path) in FieldRules.Items(spec, "config", "spec"))
        {
            CheckConfig(config, path, errors);
        }
    }

    public static void CheckSlice(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec") ?? [];
        StorageKindRules.CheckDriverName(spec, "driver", "spec", errors);
        CheckPool(JsonNodes.GetObject(spec, "pool"), errors);
        CheckPlace(spec, errors);
        if (spec["sharedCounters"] is not null && spec["devices"] is not null)
        {
            errors.Add(FieldErrors.Invalid("spec", "", "only one of `sharedCounters` or `devices` is allowed"));
        }

        CheckCount(spec, "devices", "spec", MostDevices, errors);
        CheckNames(spec, "devices", "spec", errors);
        CheckNames(spec, "sharedCounters", "spec", errors);
    }

    private static void CheckPool(JsonObject? pool, ICollection<FieldError> errors)
    {
        const string Path = "spec.pool";
        if (FieldRules.Text(pool, "name", Path, errors))
        {
            var name = JsonNodes.GetString(pool, "name")!;
            FieldRules.Refuse($"{Path}.name", name, name.Split('/').SelectMany(Formats.Dns1123Subdomain), errors);
        }

        if ((JsonNodes.GetLong(pool, "resourceSliceCount") ?? 0) <= 0)
        {
            errors.Add(FieldErrors.Invalid(
                $"{Path}.resourceSliceCount", JsonNodes.GetLong(pool, "resourceSliceCount") ?? 0, "must be greater than zero"));
        }

        FieldRules.AtLeast(pool, "generation", Path, 0, errors, "must be greater than or equal to zero");
    }

    private static void CheckPlace(JsonObject spec, ICollection<FieldError> errors)
    {
        var given = new List<string>();
        foreach (var place in Places.Where(p => spec[p] is not null))
        {
            if (place is "nodeName" && JsonNodes.GetString(spec, place) is "")
            {
                errors.Add(FieldErrors.Invalid("spec.nodeName", "", "must be either unset or set to a non-empty string"));
            }
            else if (JsonNodes.GetBool(spec, place) is false)
            {
                errors.Add(FieldErrors.Invalid($"spec.{place}", spec[place], "must be either unset or set to true"));
            }
            else
            {
                given.Add($"`{place}`");
            }
        }

        FieldRules.Form(spec, "nodeName", "spec", Formats.Dns1123Subdomain, errors);
        if (JsonNodes.GetObject(spec, "nodeSelector") is { } selector)
        {
            NodeSelectorRules.Check(selector, "spec.nodeSelector", errors);
            if (JsonNodes.GetArray(selector, "nodeSelectorTerms") is not { Count: 1 } terms)
            {
                errors.Add(FieldErrors.Invalid(
                    "spec.nodeSelector.nodeSelectorTerms", selector["nodeSelectorTerms"], "must have exactly one node selector term"));
            }
        }

        if (given.Count == 0)
        {
            errors.Add(FieldErrors.Required("spec", OnePlace));
        }
        else if (given.Count > 1)
        {
            errors.Add(FieldErrors.Invalid("spec", $"{{{string.Join(", ", given)}}}", $"{OnePlace}, but multiple fields are set"));
        }
    }

    private static void CheckClaimSpec(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        var devices = JsonNodes.GetObject(spec, "devices");
        var at = $"{path}.devices";
        CheckCount(devices, "requests", at, MostItems, errors);
        CheckCount(devices, "constraints", at, MostItems, errors);
        CheckCount(devices, "config", at, MostItems, errors);
        CheckNames(devices, "requests", at, errors);
        foreach (var (request, place) in FieldRules.Items(devices, "requests", at))
        {
            CheckRequest(request, place, errors);
        }

        var names = RequestNames(devices);
        foreach (var (constraint, place) in FieldRules.Items(devices, "constraints", at))
        {
            CheckReferences(constraint, place, names, errors);
        }

        foreach (var (config, place) in FieldRules.Items(devices, "config", at))
        {
            CheckReferences(config, place, names, errors);
            CheckConfig(config, place, errors);
        }
    }

    private static void CheckRequest(JsonObject request, string path, ICollection<FieldError> errors)
    {
        var exactly = JsonNodes.GetObject(request, "exactly");
        var hasFirst = JsonNodes.GetArray(request, "firstAvailable") is { Count: > 0 };
        if (exactly is null == !hasFirst)
        {
            errors.Add(exactly is null
                ? FieldErrors.Required(path, OneRequest)
                : FieldErrors.Invalid(path, (JsonNode?)null, $"{OneRequest}, but multiple fields are set"));
            return;
        }

        if (exactly is not null)
        {
            CheckWanted(exactly, $"{path}.exactly", errors);
            return;
        }

        CheckCount(request, "firstAvailable", path, MostAlternatives, errors);
        CheckNames(request, "firstAvailable", path, errors);
        foreach (var (alternative, at) in FieldRules.Items(request, "firstAvailable", path))
        {
            CheckWanted(alternative, at, errors);
        }
    }

    private static void CheckWanted(JsonObject wanted, string path, ICollection<FieldError> errors)
    {
        FieldRules.Named(wanted, "deviceClassName", path, Formats.Dns1123Subdomain, errors);
        CheckCount(wanted, "selectors", path, MostItems, errors);
        var count = JsonNodes.GetLong(wanted, "count") ?? 0;
        switch (JsonNodes.GetString(wanted, "allocationMode") ?? "")
        {
            case "All" when count != 0:
                errors.Add(FieldErrors.Invalid($"{path}.count", count, "must not be specified when allocationMode is 'All'"));
                break;
            case "ExactCount" when count <= 0:
                errors.Add(FieldErrors.Invalid($"{path}.count", count, "must be greater than zero"));
                break;
            case "All" or "ExactCount":
                break;
            case var mode:
                errors.Add(FieldErrors.NotSupported($"{path}.allocationMode", mode, "All", "ExactCount"));
                break;
        }
    }

    private static HashSet<string> RequestNames(JsonObject? devices)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (request, _) in FieldRules.Items(devices, "requests", ""))
        {
            var name = JsonNodes.GetString(request, "name") ?? "";
            names.Add(name);
            names.UnionWith(FieldRules.Items(request, "firstAvailable", "").Select(a => $"{name}/{JsonNodes.GetString(a.Item, "name")}"));
        }

        return names;
    }

    private static void CheckReferences(JsonObject holder, string path, HashSet<string> names, ICollection<FieldError> errors)
    {
        var requests = JsonNodes.StringList(holder["requests"]);
        for (var i = 0; i < requests.Count; i++)
        {
            if (!names.Contains(requests[i]))
            {
                errors.Add(FieldErrors.Invalid(
                    $"{path}.requests[{i}]", requests[i], "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"));
            }
        }
    }

    private static void CheckConfig(JsonObject config, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetObject(config, "opaque") is not { } opaque)
        {
            errors.Add(FieldErrors.Required($"{path}.opaque"));
            return;
        }

        StorageKindRules.CheckDriverName(opaque, "driver", $"{path}.opaque", errors);
        if (opaque["parameters"] is null)
        {
            errors.Add(FieldErrors.Required($"{path}.opaque.parameters"));
        }
    }

    private static void CheckNames(JsonObject? parent, string field, string path, ICollection<FieldError> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (item, at) in FieldRules.Items(parent, field, path))
        {
            FieldRules.Named(item, "name", at, Formats.Dns1123Label, errors);
            if (JsonNodes.GetString(item, "name") is { Length: > 0 } name && !seen.Add(name))
            {
                errors.Add(FieldErrors.Duplicate(at, name));
            }
        }
    }

    private static void CheckCount(JsonObject? parent, string field, string path, int most, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetArray(parent, field) is { } list && list.Count > most)
        {
            errors.Add(FieldErrors.TooMany($"{path}.{field}", list.Count, most));
        }
    }
}
