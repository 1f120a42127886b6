using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>LimitRanges: what is least, usual and most must be in that order (kubernetes ValidateLimitRange).</summary>
internal static class LimitRangeRules
{
    private const string Max = "max";
    private const string Min = "min";
    private const string Usual = "default";
    private const string Request = "defaultRequest";
    private const string Ratio = "maxLimitRequestRatio";

    private static readonly Quantity One = Quantity.FromLong(1);

    public static void Check(JsonObject obj, ICollection<FieldError> errors)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (limit, path) in FieldRules.Items(JsonNodes.GetObject(obj, "spec"), "limits", "spec"))
        {
            var type = JsonNodes.GetString(limit, "type") ?? "";
            CheckType(type, $"{path}.type", errors);
            if (!types.Add(type))
            {
                errors.Add(FieldErrors.Duplicate($"{path}.type", type));
            }

            CheckLimit(limit, type, path, errors);
        }
    }

    private static void CheckType(string type, string path, ICollection<FieldError> errors)
    {
        if (Formats.LabelKey(type) is { Count: > 0 } faults)
        {
            FieldRules.Refuse(path, type, faults, errors);
        }
        else if (!type.Contains('/', StringComparison.Ordinal) && type is not ("Pod" or "Container" or "PersistentVolumeClaim"))
        {
            errors.Add(FieldErrors.Invalid(path, type, "must be a standard limit type or fully qualified"));
        }
    }

    private static void CheckLimit(JsonObject limit, string type, string path, ICollection<FieldError> errors)
    {
        var isPod = type is "Pod";
        foreach (var field in (string[])[Max, Min])
        {
            CheckNames(limit, field, type, path, errors);
        }

        foreach (var field in (string[])[Usual, Request])
        {
            if (!isPod)
            {
                CheckNames(limit, field, type, path, errors);
            }
            else if (JsonNodes.GetObject(limit, field) is { Count: > 0 })
            {
                errors.Add(FieldErrors.Forbidden($"{path}.{field}", "may not be specified when `type` is 'Pod'"));
            }
        }

        if (type is "PersistentVolumeClaim" && JsonNodes.Get(limit, Min, "storage") is null && JsonNodes.Get(limit, Max, "storage") is null)
        {
            errors.Add(FieldErrors.Required(
                $"{path}.limits", "either minimum or maximum storage value is required, but neither was provided"));
        }

        CheckNames(limit, Ratio, type, path, errors);
        CheckOrder(new Limits(
            ResourceNames.Amounts(limit, Max),
            ResourceNames.Amounts(limit, Min),
            ResourceNames.Amounts(isPod ? null : limit, Usual),
            ResourceNames.Amounts(isPod ? null : limit, Request),
            ResourceNames.Amounts(limit, Ratio)), path, errors);
    }

    private static void CheckNames(JsonObject limit, string field, string type, string path, ICollection<FieldError> errors)
    {
        foreach (var (name, _) in JsonNodes.StringMap(limit[field]))
        {
            if (type is "Pod" or "Container")
            {
                ResourceNames.CheckContainer(name, $"{path}.{field}[{name}]", errors);
            }
            else
            {
                ResourceNames.Check(name, $"{path}.{field}[{name}]", errors);
            }
        }
    }

    private static void CheckOrder(Limits limits, string path, ICollection<FieldError> errors)
    {
        foreach (var name in limits.Names())
        {
            var (max, min) = (Find(limits.Max, name), Find(limits.Min, name));
            var (usual, request) = (Find(limits.Usual, name), Find(limits.Request, name));
            Refuse(min > max, Min, name, min, $"min value {min} is greater than max value {max}");
            Refuse(min > request, Request, name, request, $"min value {min} is greater than default request value {request}");
            Refuse(request > max, Request, name, request, $"default request value {request} is greater than max value {max}");
            Refuse(request > usual, Request, name, request, $"default request value {request} is greater than default limit value {usual}");
            Refuse(min > usual, Usual, name, min, $"min value {min} is greater than default value {usual}");
            Refuse(usual > max, Usual, name, max, $"default value {usual} is greater than max value {max}");
            if (Find(limits.Ratio, name) is { } ratio)
            {
                Refuse(ratio < One, Ratio, name, ratio, $"ratio {ratio} is less than 1");
                var most = max?.ToDouble() / min?.ToDouble();
                Refuse(
                    ratio.ToDouble() > most, Ratio, name, ratio,
                    string.Create(CultureInfo.InvariantCulture, $"ratio {ratio} is greater than max/min = {most:F6}"));
            }

            Refuse(
                !ResourceNames.IsOvercommitAllowed(name) && usual is not null && request is not null && usual != request,
                Request, name, request, $"default value {usual} must equal to defaultRequest value {request} in {name}");
        }

        void Refuse(bool isFaulty, string field, string name, Quantity? value, string fault)
        {
            if (isFaulty)
            {
                errors.Add(FieldErrors.Invalid($"{path}.{field}[{name}]", value?.ToString() ?? "", fault));
            }
        }
    }

    private static Quantity? Find(Dictionary<string, Quantity> amounts, string name) =>
        amounts.TryGetValue(name, out var amount) ? amount : null;

    private sealed record Limits(
        Dictionary<string, Quantity> Max,
        Dictionary<string, Quantity> Min,
        Dictionary<string, Quantity> Usual,
        Dictionary<string, Quantity> Request,
        Dictionary<string, Quantity> Ratio)
    {
        public IEnumerable<string> Names() =>
            Max.Keys.Concat(Min.Keys).Concat(Usual.Keys).Concat(Request.Keys).Concat(Ratio.Keys).Distinct(StringComparer.Ordinal);
    }
}
