using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.Pods;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The subresource resize of pods (kubernetes ValidatePodResize and dropNonResizeUpdates).</summary>
internal static class PodResizeRules
{
    private static readonly string[] Lists = ["containers", "initContainers"];
    private static readonly string[] Sides = ["requests", "limits"];
    private static readonly string[] Sizes = ["cpu", "memory"];

    /// <summary>Keeps everything but resources and resize policies; containers that are not the same ones are left to the check.</summary>
    public static void KeepTheRest(JsonObject obj, JsonObject old)
    {
        var spec = JsonNodes.Ensure(obj, "spec");
        var before = JsonNodes.Ensure(old, "spec");
        if (!AreSame(spec, before))
        {
            return;
        }

        var kept = (JsonObject)before.DeepClone();
        Take("resources", spec, kept);
        foreach (var list in Lists)
        {
            foreach (var (wanted, container) in FieldRules.Items(spec, list, "").Zip(FieldRules.Items(kept, list, "")))
            {
                Take("resources", wanted.Item, container.Item);
                Take("resizePolicy", wanted.Item, container.Item);
            }
        }

        obj["spec"] = kept;
    }

    /// <summary>Only processor and memory change, and neither is taken away.</summary>
    public static void Check(JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        if (MirrorPodRules.IsMirror(old) || JsonNodes.GetString(old, "spec", "os", "name") is "windows")
        {
            var kind = MirrorPodRules.IsMirror(old) ? "static" : "windows";
            errors.Add(FieldErrors.Forbidden("", $"{kind} pods cannot be resized"));
            return;
        }

        var spec = JsonNodes.GetObject(obj, "spec") ?? [];
        var before = JsonNodes.GetObject(old, "spec") ?? [];
        if ((JsonNodes.GetString(old, "status", "qosClass") ?? PodQuality.Of(old)) != PodQuality.Of(obj))
        {
            errors.Add(FieldErrors.Invalid(
                "spec", JsonNodes.GetString(obj, "status", "qosClass") ?? "", "Pod QOS Class may not change as a result of resizing"));
        }

        if (FieldRules.Items(JsonNodes.GetObject(old, "status"), "containerStatuses", "")
            .FirstOrDefault(s => JsonNodes.GetObject(s.Item, "state", "running") is not null).Item is { } running && running["resources"] is null)
        {
            errors.Add(FieldErrors.Forbidden("spec", "Pod running on node without support for resize"));
        }

        CheckPod(spec, before, errors);
        if (!CheckContainers(spec, before, errors))
        {
            return;
        }

        foreach (var list in Lists)
        {
            foreach (var (wanted, known) in FieldRules.Items(spec, list, "spec").Zip(FieldRules.Items(before, list, "spec")))
            {
                CheckRemoval(wanted.Item, known.Item, $"{wanted.Path}.resources", "resource", errors);
                if (!JsonNodes.DeepEqual(WithoutSizes(wanted.Item), WithoutSizes(known.Item)))
                {
                    errors.Add(list is "containers"
                        ? FieldErrors.Forbidden("spec", "only cpu and memory resources are mutable")
                        : FieldErrors.Forbidden(wanted.Path, "only cpu and memory resources for init or sidecar containers are mutable"));
                }
            }
        }
    }

    private static bool AreSame(JsonObject spec, JsonObject before) => Lists.All(list =>
        FieldRules.Items(spec, list, "").Select(c => JsonNodes.GetString(c.Item, "name"))
            .SequenceEqual(FieldRules.Items(before, list, "").Select(c => JsonNodes.GetString(c.Item, "name"))));

    private static void Take(string field, JsonObject from, JsonObject to)
    {
        if (from[field] is { } value)
        {
            to[field] = value.DeepClone();
        }
        else
        {
            to.Remove(field);
        }
    }

    private static void CheckPod(JsonObject spec, JsonObject before, ICollection<FieldError> errors)
    {
        if (before["resources"] is not null && spec["resources"] is null)
        {
            errors.Add(FieldErrors.Forbidden("spec.resources", "pod-level resources cannot be removed"));
            return;
        }

        CheckRemoval(spec, before, "spec.resources", "pod-level resource", errors);
        var (now, known) = (new JsonObject(), new JsonObject());
        Take("resources", spec, now);
        Take("resources", before, known);
        if (!JsonNodes.DeepEqual(WithoutSizes(now), WithoutSizes(known)))
        {
            errors.Add(FieldErrors.Forbidden("spec", "only cpu and memory resources are mutable at pod-level"));
        }
    }

    private static bool CheckContainers(JsonObject spec, JsonObject before, ICollection<FieldError> errors)
    {
        var count = errors.Count;
        foreach (var list in Lists)
        {
            var now = FieldRules.Items(spec, list, "spec").ToList();
            var known = FieldRules.Items(before, list, "spec").ToList();
            if (now.Count != known.Count)
            {
                errors.Add(FieldErrors.Forbidden($"spec.{list}", $"{list} may not be added or removed on resize"));
                continue;
            }

            foreach (var (wanted, _) in now.Zip(known).Where(p => JsonNodes.GetString(p.First.Item, "name") != JsonNodes.GetString(p.Second.Item, "name")))
            {
                errors.Add(FieldErrors.Forbidden($"{wanted.Path}.name", $"{list} may not be renamed or reordered on resize"));
            }
        }

        return errors.Count == count;
    }

    private static void CheckRemoval(JsonObject wanted, JsonObject known, string path, string what, ICollection<FieldError> errors)
    {
        foreach (var side in Sides)
        {
            var now = JsonNodes.GetObject(wanted, "resources", side);
            if (JsonNodes.GetObject(known, "resources", side) is { } before && before.Any(p => now?.ContainsKey(p.Key) is not true))
            {
                errors.Add(FieldErrors.Forbidden($"{path}.{side}", $"{what} {side} cannot be removed"));
            }
        }
    }

    private static JsonObject WithoutSizes(JsonObject holder)
    {
        var rest = (JsonObject)holder.DeepClone();
        rest.Remove("resizePolicy");
        var resources = JsonNodes.Ensure(rest, "resources");
        foreach (var side in Sides)
        {
            var amounts = JsonNodes.Ensure(resources, side);
            foreach (var size in Sizes)
            {
                amounts.Remove(size);
            }
        }

        return rest;
    }
}
