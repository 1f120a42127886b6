using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>What a container asks for is within its limits (kubernetes ValidateContainerResourceRequirements).</summary>
internal static class ContainerResourceRules
{
    public static void Check(JsonObject? resources, string path, ICollection<FieldError> errors)
    {
        foreach (var (name, text) in JsonNodes.StringMap(resources?["limits"]))
        {
            CheckAmount(name, text, $"{path}.limits[{name}]", errors);
        }

        var limits = ResourceNames.Amounts(resources, "limits");
        foreach (var (name, text) in JsonNodes.StringMap(resources?["requests"]))
        {
            CheckAmount(name, text, $"{path}.requests[{name}]", errors);
            var isEqual = !ResourceNames.IsOvercommitAllowed(name);
            if (!limits.TryGetValue(name, out var limit))
            {
                if (isEqual)
                {
                    errors.Add(FieldErrors.Required($"{path}.limits", "Limit must be set for non overcommitable resources"));
                }
            }
            else if (Quantity.TryParse(text, out var request, out _) && (isEqual ? request != limit : request > limit))
            {
                errors.Add(FieldErrors.Invalid(
                    $"{path}.requests", text, $"must be {(isEqual ? "" : "less than or ")}equal to {name} limit of {limit}"));
            }
        }

        var names = JsonNodes.StringMap(resources?["limits"]).Concat(JsonNodes.StringMap(resources?["requests"])).Select(r => r.Key).ToList();
        if (names.Exists(ResourceNames.IsHugePages) && !names.Exists(n => n is "cpu" or "memory"))
        {
            errors.Add(FieldErrors.Forbidden(path, "HugePages require cpu or memory"));
        }
    }

    private static void CheckAmount(string name, string text, string path, ICollection<FieldError> errors)
    {
        ResourceNames.CheckContainer(name, path, errors);
        ResourceNames.CheckAmount(name, text, path, errors);
    }
}
