using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Reviews;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Admission;

/// <summary>Writes an AdmissionReview that asks (admission.k8s.io v1 and v1beta1 have the same fields).</summary>
internal static class ReviewRequest
{
    private const string OptionsVersion = "meta.k8s.io/v1";

    /// <summary>The bytes to send. <paramref name="obj"/> and <paramref name="old"/> are in the version of the target, and owned.</summary>
    public static byte[] Write(string version, string uid, AdmissionRequest request, HookTarget target, JsonObject? obj, JsonObject? old)
    {
        var asked = Describe(request, target);
        asked.Insert(0, "uid", uid);
        asked["object"] = obj;
        asked["oldObject"] = old;
        return ObjectWriter.ToUtf8(new JsonObject
        {
            ["kind"] = "AdmissionReview",
            ["apiVersion"] = $"{ReviewAnswer.Group}/{version}",
            ["request"] = asked,
        });
    }

    /// <summary>What is asked about, without the objects.</summary>
    public static JsonObject Describe(AdmissionRequest request, HookTarget target)
    {
        var context = request.Context;
        var asked = new JsonObject
        {
            ["kind"] = Kind(target.Kind),
            ["resource"] = Resource(target.Resource),
            ["requestKind"] = Kind(request.Kind),
            ["requestResource"] = Resource(context.Resource),
            ["name"] = HookMatcher.NameOf(request),
            ["operation"] = HookMatcher.OperationOf(request),
            ["userInfo"] = ReviewObjects.UserInfo(context.User),
            ["dryRun"] = context.DryRun,
            ["options"] = Options(request),
        };
        if (HookMatcher.NamespaceOf(request) is { Length: > 0 } ns)
        {
            asked["namespace"] = ns;
        }

        if (context.Subresource.Length > 0)
        {
            asked["subResource"] = context.Subresource;
            asked["requestSubResource"] = context.Subresource;
        }

        return asked;
    }

    private static JsonObject Kind(GroupVersionKind kind) => new() { ["group"] = kind.Group, ["version"] = kind.Version, ["kind"] = kind.Kind };

    private static JsonObject Resource(GroupVersionResource resource) =>
        new() { ["group"] = resource.Group, ["version"] = resource.Version, ["resource"] = resource.Resource };

    private static JsonObject Options(AdmissionRequest request)
    {
        var context = request.Context;
        var options = new JsonObject { ["kind"] = $"{request.Operation}Options", ["apiVersion"] = OptionsVersion };
        if (context.DryRun)
        {
            options["dryRun"] = new JsonArray("All");
        }

        if (request.DeleteOptions is { } delete)
        {
            AddDelete(options, delete);
            return options;
        }

        AddText(options, "fieldManager", context.GivenFieldManager);
        AddText(options, "fieldValidation", context.GivenFieldValidation);
        return options;
    }

    private static void AddDelete(JsonObject options, DeleteOptions delete)
    {
        if (delete.GracePeriodSeconds is { } seconds)
        {
            options["gracePeriodSeconds"] = seconds;
        }

        if (delete.OrphanDependents is { } orphan)
        {
            options["orphanDependents"] = orphan;
        }

        AddText(options, "propagationPolicy", delete.PropagationPolicy);
        var preconditions = new JsonObject();
        AddText(preconditions, "uid", delete.PreconditionUid);
        AddText(preconditions, "resourceVersion", delete.PreconditionResourceVersion);
        if (preconditions.Count > 0)
        {
            options["preconditions"] = preconditions;
        }
    }

    private static void AddText(JsonObject to, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            to[name] = text;
        }
    }
}
