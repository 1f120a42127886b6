using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Near which nodes and pods a pod wants to be (kubernetes validateAffinity).</summary>
internal static class AffinityRules
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";

    public static void Check(JsonObject? affinity, string path, ICollection<FieldError> errors)
    {
        var nodes = JsonNodes.GetObject(affinity, "nodeAffinity");
        if (JsonNodes.GetObject(nodes, Required) is { } selector)
        {
            NodeSelectorRules.Check(selector, $"{path}.nodeAffinity.{Required}", errors);
        }

        foreach (var (term, at) in FieldRules.Items(nodes, Preferred, $"{path}.nodeAffinity"))
        {
            CheckWeight(term, at, errors);
            NodeSelectorRules.CheckTerm(JsonNodes.GetObject(term, "preference") ?? [], $"{at}.preference", checksValues: false, errors);
        }

        foreach (var field in (string[])["podAffinity", "podAntiAffinity"])
        {
            var pods = JsonNodes.GetObject(affinity, field);
            foreach (var (term, at) in FieldRules.Items(pods, Required, $"{path}.{field}"))
            {
                CheckPodTerm(term, at, errors);
            }

            foreach (var (term, at) in FieldRules.Items(pods, Preferred, $"{path}.{field}"))
            {
                CheckWeight(term, at, errors);
                CheckPodTerm(JsonNodes.GetObject(term, "podAffinityTerm") ?? [], $"{at}.podAffinityTerm", errors);
            }
        }
    }

    private static void CheckWeight(JsonObject term, string path, ICollection<FieldError> errors)
    {
        if ((JsonNodes.GetLong(term, "weight") ?? 0) is var weight and (< 1 or > 100))
        {
            errors.Add(FieldErrors.Invalid($"{path}.weight", weight, "must be in the range 1-100"));
        }
    }

    private static void CheckPodTerm(JsonObject term, string path, ICollection<FieldError> errors)
    {
        SelectorRules.Check(JsonNodes.GetObject(term, "labelSelector"), $"{path}.labelSelector", errors);
        SelectorRules.Check(JsonNodes.GetObject(term, "namespaceSelector"), $"{path}.namespaceSelector", errors);
        foreach (var name in JsonNodes.StringList(term["namespaces"]))
        {
            FieldRules.Refuse($"{path}.namespace", name, Formats.Dns1123Label(name), errors);
        }

        FieldRules.Text(term, "topologyKey", path, errors, "can not be empty");
        var key = JsonNodes.GetString(term, "topologyKey") ?? "";
        FieldRules.Refuse($"{path}.topologyKey", key, Formats.LabelKey(key), errors);
    }
}
