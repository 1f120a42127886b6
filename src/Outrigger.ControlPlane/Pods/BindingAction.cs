using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Access;

namespace Outrigger.ControlPlane.Pods;

/// <summary>Binds a pod to a node: the create of <c>pods/binding</c> and of <c>bindings</c> (kubernetes BindingREST).</summary>
internal sealed class BindingAction(LocalObjects objects) : IObjectAction
{
    private static readonly GroupResource Bindings = new("", "pods/binding");

    /// <inheritdoc/>
    public async ValueTask<Status> RunAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken)
    {
        var wanted = MetadataView.Of(body);
        if (context.Subresource.Length > 0 && !string.Equals(wanted.Name, context.Name, StringComparison.Ordinal))
        {
            throw ApiErrors.BadRequest("name in URL does not match name in Binding object");
        }

        Check(body);
        var node = JsonNodes.GetString(body, "target", "name")!;
        var found = context.DryRun
            ? await TryAsync(context, wanted.Name, pod => Bind(pod, wanted, node, context.Now), cancellationToken).ConfigureAwait(false)
            : await objects.UpdateUnrecordedAsync(
                new ObjectAddress(CoreResources.Pods, context.Namespace, wanted.Name, "binding"),
                pod => Bind(pod, wanted, node, context.Now),
                cancellationToken).ConfigureAwait(false);
        return found ? new Status(201, "", "") : throw ApiErrors.NotFound(CoreResources.Pods.GroupResource, wanted.Name);
    }

    private async ValueTask<bool> TryAsync(OperationContext context, string name, Action<JsonObject> bind, CancellationToken cancellationToken)
    {
        var pod = await objects.FindAsync(CoreResources.Pods, context.Namespace, name, cancellationToken).ConfigureAwait(false);
        if (pod is not null)
        {
            bind(pod.ToTree());
        }

        return pod is not null;
    }

    // Kubernetes answers these as plain errors.
    private static void Check(JsonObject body)
    {
        var errors = new List<FieldError>();
        if (JsonNodes.GetString(body, "target", "kind") is { } kind and not ("" or "Node"))
        {
            errors.Add(FieldErrors.NotSupported("target.kind", kind, "Node", "<empty>"));
        }

        if (JsonNodes.GetString(body, "target", "name") is not { Length: > 0 })
        {
            errors.Add(FieldErrors.Required("target.name"));
        }

        if (errors.Count > 0)
        {
            var text = string.Join(", ", errors);
            throw ApiErrors.Plain(errors.Count == 1 ? text : $"[{text}]");
        }
    }

    private static void Bind(JsonObject pod, MetadataView wanted, string node, DateTimeOffset now)
    {
        var meta = MetadataView.Of(pod);
        if (FaultOf(pod, meta, wanted) is { } fault)
        {
            throw ApiErrors.Conflict(Bindings, meta.Name, fault);
        }

        JsonNodes.Ensure(pod, "spec")["nodeName"] = node;
        JsonNodes.Ensure(pod, "status").Remove("nominatedNodeName");
        foreach (var (key, value) in wanted.Annotations)
        {
            meta.SetAnnotation(key, value);
        }

        foreach (var (key, value) in wanted.Labels)
        {
            meta.SetLabel(key, value);
        }

        PodConditions.SetTrue(pod, "PodScheduled", now);
    }

    private static string? FaultOf(JsonObject pod, MetadataView meta, MetadataView wanted)
    {
        if (wanted.Uid.Length > 0 && wanted.Uid != meta.Uid)
        {
            return $"Precondition failed: UID in precondition: {wanted.Uid}, UID in object meta: {meta.Uid}";
        }

        if (wanted.ResourceVersion.Length > 0 && wanted.ResourceVersion != meta.ResourceVersion)
        {
            return $"Precondition failed: ResourceVersion in precondition: {wanted.ResourceVersion}, "
                + $"ResourceVersion in object meta: {meta.ResourceVersion}";
        }

        if (meta.DeletionTimestamp is not null)
        {
            return $"pod {meta.Name} is being deleted, cannot be assigned to a host";
        }

        return JsonNodes.GetString(pod, "spec", "nodeName") is { Length: > 0 } there
            ? $"pod {meta.Name} is already assigned to node \"{there}\""
            : JsonNodes.GetArray(pod, "spec", "schedulingGates") is { Count: > 0 } ? $"pod {meta.Name} has non-empty .spec.schedulingGates" : null;
    }
}
