using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>When a Job counts as failed or done, and when its pods are replaced.</summary>
internal static class JobPolicyRules
{
    private const int MostRules = 20;
    private const int MostCodes = 255;
    private const int LongestIndexes = 64 * 1024;
    private static readonly string[] Actions = ["Count", "FailIndex", "FailJob", "Ignore"];
    private static readonly string[] Operators = ["In", "NotIn"];
    private static readonly string[] Statuses = ["False", "True", "Unknown"];
    private static readonly string[] Replacements = ["Failed", "TerminatingOrFailed"];

    public static void Check(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        var failure = JsonNodes.GetObject(spec, "podFailurePolicy");
        if (failure is not null)
        {
            CheckCount(failure, "rules", $"{path}.podFailurePolicy", MostRules, errors);
            var containers = ((string[])["containers", "initContainers"])
                .SelectMany(f => FieldRules.Items(JsonNodes.GetObject(spec, "template", "spec"), f, ""))
                .Select(c => JsonNodes.GetString(c.Item, "name"))
                .ToHashSet(StringComparer.Ordinal);
            foreach (var (rule, at) in FieldRules.Items(failure, "rules", $"{path}.podFailurePolicy"))
            {
                CheckFailureRule(spec!, containers, rule, at, errors);
            }
        }

        if (JsonNodes.GetObject(spec, "successPolicy") is { } success)
        {
            CheckSuccess(spec!, success, $"{path}.successPolicy", errors);
        }

        if (JsonNodes.GetString(spec, "podReplacementPolicy") is { } replacement)
        {
            string[] known = failure is null ? Replacements : ["Failed"];
            if (!known.Contains(replacement, StringComparer.Ordinal))
            {
                errors.Add(FieldErrors.NotSupported($"{path}.podReplacementPolicy", replacement, known));
            }
        }
    }

    /// <summary>Reads a list of indexes as 1,3-5; null in <paramref name="fault"/> when it is one, with their number.</summary>
    public static long Count(string text, long completions, out string? fault)
    {
        fault = null;
        long total = 0;
        long last = -1;
        foreach (var interval in text.Length == 0 ? [] : text.Split(','))
        {
            var bounds = interval.Split('-');
            var (first, end) = (-1L, -1L);
            fault = bounds.Length > 2 ? $"the fragment \"{interval}\" violates the requirement that an index interval can have at most two parts separated by '-'"
                : !TryParse(bounds[0], out first) ? $"cannot convert string to integer for index: \"{bounds[0]}\""
                : first >= completions ? $"too large index: \"{bounds[0]}\""
                : !TryParse(bounds[^1], out end) ? $"cannot convert string to integer for index: \"{bounds[^1]}\""
                : end >= completions ? $"too large index: \"{bounds[^1]}\""
                : bounds.Length == 2 && first >= end ? $"non-increasing order, previous: {first}, current: {end}"
                : first <= last ? $"non-increasing order, previous: {last}, current: {first}"
                : null;
            if (fault is not null)
            {
                return 0;
            }

            total += end - first + 1;
            last = end;
        }

        return total;
    }

    private static bool TryParse(string text, out long index) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);

    private static void CheckFailureRule(
        JsonObject spec, HashSet<string?> containers, JsonObject rule, string path, ICollection<FieldError> errors)
    {
        if (OneOf(rule, "action", path, Actions, errors) is "FailIndex" && spec["backoffLimitPerIndex"] is null)
        {
            errors.Add(FieldErrors.Invalid($"{path}.action", "FailIndex", "requires the backoffLimitPerIndex to be set"));
        }

        var codes = JsonNodes.GetObject(rule, "onExitCodes");
        if (codes is not null)
        {
            CheckCodes(containers, codes, $"{path}.onExitCodes", errors);
        }

        CheckCount(rule, "onPodConditions", path, MostRules, errors);
        foreach (var (pattern, at) in FieldRules.Items(rule, "onPodConditions", path))
        {
            var type = JsonNodes.GetString(pattern, "type") ?? "";
            FieldRules.Refuse($"{at}.type", type, Formats.LabelKey(type), errors);

            OneOf(pattern, "status", at, Statuses, errors);
        }

        if (codes is not null == JsonNodes.GetArray(rule, "onPodConditions") is { Count: > 0 })
        {
            errors.Add(new FieldError(FieldErrorType.Invalid, path, null, codes is null
                ? "specifying one of OnExitCodes and OnPodConditions is required"
                : "specifying both OnExitCodes and OnPodConditions is not supported"));
        }
    }

    private static void CheckCodes(HashSet<string?> containers, JsonObject codes, string path, ICollection<FieldError> errors)
    {
        var op = OneOf(codes, "operator", path, Operators, errors);
        if (JsonNodes.GetString(codes, "containerName") is { } name && !containers.Contains(name))
        {
            errors.Add(FieldErrors.Invalid(
                $"{path}.containerName", name, "must be one of the container or initContainer names in the pod template"));
        }

        var values = (JsonNodes.GetArray(codes, "values") ?? []).Select(v => JsonNodes.AsLong(v) ?? 0).ToList();
        if (values.Count == 0)
        {
            errors.Add(FieldErrors.Invalid($"{path}.values", codes["values"], "at least one value is required"));
        }

        CheckCount(codes, "values", path, MostCodes, errors);
        var seen = new HashSet<long>();
        for (var i = 0; i < values.Count; i++)
        {
            if (op is "In" && values[i] == 0)
            {
                errors.Add(FieldErrors.Invalid($"{path}.values[{i}]", 0, "must not be 0 for the In operator"));
            }

            if (!seen.Add(values[i]))
            {
                errors.Add(FieldErrors.Duplicate($"{path}.values[{i}]", values[i]));
            }
        }

        if (values.Zip(values.Skip(1)).Any(pair => pair.First > pair.Second))
        {
            errors.Add(FieldErrors.Invalid($"{path}.values", codes["values"], "must be ordered"));
        }
    }

    private static void CheckSuccess(JsonObject spec, JsonObject policy, string path, ICollection<FieldError> errors)
    {
        if (!JobRules.IsIndexed(spec))
        {
            errors.Add(FieldErrors.Invalid(path, policy, "requires indexed completion mode"));
            return;
        }

        if (JsonNodes.GetArray(policy, "rules") is not { Count: > 0 })
        {
            errors.Add(FieldErrors.Required($"{path}.rules", "at least one rules must be specified when the successPolicy is specified"));
        }

        CheckCount(policy, "rules", path, MostRules, errors);
        var completions = JsonNodes.GetLong(spec, "completions") ?? 0;
        foreach (var (rule, at) in FieldRules.Items(policy, "rules", path))
        {
            CheckSuccessRule(rule, at, completions, errors);
        }
    }

    private static void CheckSuccessRule(JsonObject rule, string path, long completions, ICollection<FieldError> errors)
    {
        var indexes = JsonNodes.GetString(rule, "succeededIndexes");
        var count = JsonNodes.GetLong(rule, "succeededCount");
        if (indexes is null && count is null)
        {
            errors.Add(FieldErrors.Required(path, "at least one of succeededCount or succeededIndexes must be specified"));
        }

        var total = completions;
        if (indexes is { Length: > LongestIndexes })
        {
            errors.Add(FieldErrors.TooLong($"{path}.succeededIndexes", LongestIndexes));
        }
        else if (indexes is not null)
        {
            total = Count(indexes, completions, out var fault);
            if (fault is not null)
            {
                errors.Add(FieldErrors.Invalid($"{path}.succeededIndexes", indexes, $"error parsing succeededIndexes: {fault}"));
            }
        }

        FieldRules.AtLeast(rule, "succeededCount", path, 0, errors);
        if (count > completions)
        {
            errors.Add(FieldErrors.Invalid(
                $"{path}.succeededCount", count.Value, $"must be less than or equal to {completions} (the number of specified completions)"));
        }

        if (indexes is not null && count > total)
        {
            errors.Add(FieldErrors.Invalid(
                $"{path}.succeededCount",
                count.Value,
                $"must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)"));
        }
    }

    private static void CheckCount(JsonObject parent, string field, string path, int most, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetArray(parent, field) is { } list && list.Count > most)
        {
            errors.Add(FieldErrors.TooMany($"{path}.{field}", list.Count, most));
        }
    }

    private static string OneOf(JsonObject parent, string field, string path, string[] known, ICollection<FieldError> errors)
    {
        var value = JsonNodes.GetString(parent, field) ?? "";
        if (value.Length == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.{field}", $"valid values: [{string.Join(' ', known.Select(k => $"\"{k}\""))}]"));
        }
        else if (!known.Contains(value, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported($"{path}.{field}", value, known));
        }

        return value;
    }
}
