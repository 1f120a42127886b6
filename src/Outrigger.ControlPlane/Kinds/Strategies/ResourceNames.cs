using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The names of what containers use and quotas count, and their amounts (kubernetes pkg/apis/core/helper).</summary>
internal static class ResourceNames
{
    private const string HugePages = "hugepages-";
    private const string Requests = "requests.";

    private static readonly FrozenSet<string> Counted = FrozenSet.Create(
        StringComparer.Ordinal,
        "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
        "services.nodeports", "services.loadbalancers");

    private static readonly FrozenSet<string> Measured = FrozenSet.Create(
        StringComparer.Ordinal,
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage",
        "limits.cpu", "limits.memory", "limits.ephemeral-storage");

    /// <summary>Whether quotas know it without a prefix.</summary>
    public static bool IsQuota(string name) =>
        Counted.Contains(name) || Measured.Contains(name) || IsHugePages(name)
        || name.StartsWith($"{Requests}{HugePages}", StringComparison.Ordinal);

    public static bool IsHugePages(string name) => name.StartsWith(HugePages, StringComparison.Ordinal);

    /// <summary>Whether containers may ask for less than their limit.</summary>
    public static bool IsOvercommitAllowed(string name) => IsNative(name) && !IsHugePages(name);

    /// <summary>Checks a name that stands for anything measured.</summary>
    public static void Check(string name, string path, ICollection<FieldError> errors)
    {
        if (Formats.LabelKey(name) is { Count: > 0 } faults)
        {
            FieldRules.Refuse(path, name, faults, errors);
        }
        else if (!name.Contains('/', StringComparison.Ordinal) && !IsQuota(name) && name is not "storage")
        {
            errors.Add(FieldErrors.Invalid(path, name, "must be a standard resource type or fully qualified"));
        }
    }

    /// <summary>Checks the name of what a quota limits.</summary>
    public static void CheckQuota(string name, string path, ICollection<FieldError> errors)
    {
        Check(name, path, errors);
        if (!name.Contains('/', StringComparison.Ordinal) && !IsQuota(name))
        {
            errors.Add(FieldErrors.Invalid(path, name, "must be a standard resource for quota"));
        }
    }

    /// <summary>Checks the name of what a container uses.</summary>
    public static void CheckContainer(string name, string path, ICollection<FieldError> errors)
    {
        Check(name, path, errors);
        if (!name.Contains('/', StringComparison.Ordinal))
        {
            if (name is not ("cpu" or "memory" or "ephemeral-storage") && !IsHugePages(name))
            {
                errors.Add(FieldErrors.Invalid(path, name, "must be a standard resource for containers"));
            }
        }
        else if (!IsNative(name) && !IsExtended(name))
        {
            errors.Add(FieldErrors.Invalid(path, name, "doesn't follow extended resource name standard"));
        }
    }

    /// <summary>No amount is negative, and what is counted has whole ones.</summary>
    public static void CheckAmount(string name, string text, string path, ICollection<FieldError> errors)
    {
        if (!Quantity.TryParse(text, out var amount, out _))
        {
            return;
        }

        if (amount.Sign < 0)
        {
            errors.Add(FieldErrors.Invalid(path, text, FieldRules.NotNegativeText));
        }

        if ((Counted.Contains(name) || IsExtended(name)) && amount.MilliValue() % 1000 != 0)
        {
            errors.Add(FieldErrors.Invalid(path, text, "must be an integer"));
        }
    }

    /// <summary>The amounts in a field that can be read.</summary>
    public static Dictionary<string, Quantity> Amounts(JsonObject? holder, string field)
    {
        var amounts = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var (name, text) in JsonNodes.StringMap(holder?[field]))
        {
            if (Quantity.TryParse(text, out var amount, out _))
            {
                amounts[name] = amount;
            }
        }

        return amounts;
    }

    private static bool IsNative(string name) =>
        !name.Contains('/', StringComparison.Ordinal) || name.Contains("kubernetes.io/", StringComparison.Ordinal);

    // A quota must be able to count it under its own prefix.
    private static bool IsExtended(string name) =>
        !IsNative(name) && !name.StartsWith(Requests, StringComparison.Ordinal) && Formats.LabelKey($"{Requests}{name}").Count == 0;
}
