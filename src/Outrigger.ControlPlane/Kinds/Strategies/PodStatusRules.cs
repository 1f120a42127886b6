using System.Net.Sockets;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>What is told of a pod that runs: true conditions, addresses, and no end that is taken back (kubernetes ValidatePodStatusUpdate).</summary>
internal static class PodStatusRules
{
    private const string NotNegative = "must be a non-negative integer";
    private static readonly string[] SystemConditions = ["PodScheduled", "Ready", "Initialized"];

    public static void Check(JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(old, "spec");
        var status = JsonNodes.GetObject(obj, "status");
        var before = JsonNodes.GetObject(old, "status");
        CheckConditions(status, errors);
        CheckNominated(status, before, spec, errors);
        FieldRules.AtLeast(status, "observedGeneration", "status", 0, errors, NotNegative);
        FieldRules.Immutable(obj, old, "status.qosClass", errors);
        ContainerStatusRules.Check(status, before, spec, errors);
        CheckClaims(status, spec, errors);
        CheckAddresses(status, before, "podIPs", errors);
        CheckHostAddress(status, errors);
        CheckAddresses(status, before, "hostIPs", errors);
    }

    private static void CheckConditions(JsonObject? status, ICollection<FieldError> errors)
    {
        foreach (var (condition, at) in FieldRules.Items(status, "conditions", "status"))
        {
            FieldRules.AtLeast(condition, "observedGeneration", at, 0, errors, NotNegative);
            var type = JsonNodes.GetString(condition, "type") ?? "";
            if (!SystemConditions.Contains(type, StringComparer.Ordinal))
            {
                FieldRules.Refuse($"{at}.Type", type, Formats.LabelKey(type), errors);
            }
        }
    }

    private static void CheckNominated(JsonObject? status, JsonObject? before, JsonObject? spec, ICollection<FieldError> errors)
    {
        const string Field = "nominatedNodeName";
        var name = JsonNodes.GetString(status, Field) ?? "";
        if (name.Length == 0 || name == JsonNodes.GetString(before, Field))
        {
            return;
        }

        FieldRules.Form(status, Field, "status", Formats.Dns1123Subdomain, errors);
        if (JsonNodes.GetString(spec, "nodeName") is { Length: > 0 })
        {
            errors.Add(FieldErrors.Forbidden($"status.{Field}", "may not be set on pods that are already bound to a node"));
        }
    }

    private static void CheckClaims(JsonObject? status, JsonObject? spec, ICollection<FieldError> errors)
    {
        var claims = FieldRules.Items(spec, "resourceClaims", "").Select(c => JsonNodes.GetString(c.Item, "name") ?? "").ToHashSet(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (claim, at) in FieldRules.Items(status, "resourceClaimStatuses", "status"))
        {
            var name = JsonNodes.GetString(claim, "name") ?? "";
            if (!claims.Contains(name))
            {
                errors.Add(FieldErrors.Invalid($"{at}.name", name, "must match the name of an entry in `spec.resourceClaims`"));
            }

            if (!names.Add(name))
            {
                errors.Add(FieldErrors.Duplicate($"{at}.name", name));
            }

            FieldRules.Form(claim, "resourceClaimName", at, Formats.Dns1123Subdomain, errors);
        }
    }

    private static void CheckHostAddress(JsonObject? status, ICollection<FieldError> errors)
    {
        if (Addresses(status, "hostIPs") is [var first, ..] && first != (JsonNodes.GetString(status, "hostIP") ?? ""))
        {
            errors.Add(FieldErrors.Invalid("status.hostIPs[0].ip", first, "must be equal to `hostIP`"));
        }
    }

    // One that was there before may stay as it is.
    private static void CheckAddresses(JsonObject? status, JsonObject? before, string field, ICollection<FieldError> errors)
    {
        var known = Addresses(before, field).ToHashSet(StringComparer.Ordinal);
        var now = Addresses(status, field);
        var families = new HashSet<AddressFamily>();
        var areRead = true;
        for (var i = 0; i < now.Count; i++)
        {
            var fault = AddressRules.Parse(now[i], out var address);
            if (fault is not null && !known.Contains(now[i]))
            {
                errors.Add(FieldErrors.Invalid($"status.{field}[{i}]", now[i], fault));
            }

            areRead &= address is not null;
            _ = address is not null && families.Add(address.AddressFamily);
        }

        if (now.Count > 1 && areRead && (now.Count > 2 || families.Count < 2))
        {
            var told = new JsonArray([.. now.Select(a => (JsonNode)new JsonObject { ["IP"] = a })]);
            errors.Add(FieldErrors.Invalid($"status.{field}", told, "may specify no more than one IP for each IP family"));
        }
    }

    // The one address of old kubelets counts, where the list says otherwise.
    private static List<string> Addresses(JsonObject? status, string field)
    {
        var list = FieldRules.Items(status, field, "").Select(a => JsonNodes.GetString(a.Item, "ip") ?? "").ToList();
        return field is "podIPs" && JsonNodes.GetString(status, "podIP") is { Length: > 0 } one && list.FirstOrDefault() != one ? [one] : list;
    }
}
