using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;
using Outrigger.Server.Access;

namespace Outrigger.ControlPlane.Pods;

/// <summary>
/// The admission plugin Priority: a pod gets the number of its class, of the default class, or 0; there is one default class
/// (kubernetes plugin/pkg/admission/priority).
/// </summary>
internal sealed class PriorityAdmission(LocalObjects objects) : IAdmissionPlugin
{
    private const string Preempting = "PreemptLowerPriority";
    private const string Policy = "preemptionPolicy";
    private const string ClassName = "priorityClassName";

    /// <inheritdoc/>
    public string Name => "Priority";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) =>
        request.Operation is AdmissionOperation.Create or AdmissionOperation.Update
        && request.Context.Subresource.Length == 0
        && (request.Context.Resource == CoreResources.Pods || request.Context.Resource == CoreResources.PriorityClasses);

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Context.Resource != CoreResources.Pods || request.Object is not { } pod)
        {
            return ValueTask.CompletedTask;
        }

        var spec = JsonNodes.Ensure(pod, "spec");
        if (request.Operation == AdmissionOperation.Create)
        {
            return SetAsync(pod, spec, cancellationToken);
        }

        // A client that knows nothing of them leaves them out.
        foreach (var field in (string[])["priority", Policy])
        {
            if (spec[field] is null && JsonNodes.Get(request.OldObject, "spec", field) is { } known)
            {
                spec[field] = known.DeepClone();
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Context.Resource != CoreResources.PriorityClasses || JsonNodes.GetBool(request.Object, "globalDefault") is not true)
        {
            return;
        }

        var name = MetadataView.Of(request.Object!).Name;
        if (await DefaultAsync(cancellationToken).ConfigureAwait(false) is { } other
            && MetadataView.Of(other).Name is var taken && (request.Operation == AdmissionOperation.Create || taken != name))
        {
            throw Forbidden(
                CoreResources.PriorityClasses, name, $"PriorityClass {taken} is already marked as default. Only one default can exist");
        }
    }

    private async ValueTask SetAsync(JsonObject pod, JsonObject spec, CancellationToken cancellationToken)
    {
        var podName = MetadataView.Of(pod).Name;
        var name = JsonNodes.GetString(spec, ClassName) ?? "";
        var chosen = name.Length == 0
            ? await DefaultAsync(cancellationToken).ConfigureAwait(false)
            : (await objects.FindAsync(CoreResources.PriorityClasses, "", name, cancellationToken).ConfigureAwait(false))?.ToTree()
                ?? throw Forbidden(CoreResources.Pods, podName, $"no PriorityClass with name {name} was found");
        var priority = JsonNodes.GetLong(chosen, "value") ?? 0;
        if (JsonNodes.GetLong(spec, "priority") is { } given && given != priority)
        {
            throw Forbidden(CoreResources.Pods, podName, string.Create(
                CultureInfo.InvariantCulture,
                $"the integer value of priority ({given}) must not be provided in pod spec; priority admission controller computed {priority} from the given PriorityClass name"));
        }

        spec["priority"] = priority;
        if (chosen is not null)
        {
            spec[ClassName] = MetadataView.Of(chosen).Name;
        }

        if ((chosen is null ? Preempting : JsonNodes.GetString(chosen, Policy)) is { } policy)
        {
            if (JsonNodes.GetString(spec, Policy) is { } wanted && wanted != policy)
            {
                throw Forbidden(
                    CoreResources.Pods,
                    podName,
                    $"the string value of PreemptionPolicy ({wanted}) must not be provided in pod spec; priority admission controller computed {policy} from the given PriorityClass name");
            }

            spec[Policy] = policy;
        }
    }

    // Of several the one with the lowest value, as in Kubernetes.
    private async ValueTask<JsonObject?> DefaultAsync(CancellationToken cancellationToken)
    {
        var classes = await objects.ListAsync(CoreResources.PriorityClasses, "", cancellationToken).ConfigureAwait(false);
        return classes.Items.Select(c => c.ToTree())
            .Where(c => JsonNodes.GetBool(c, "globalDefault") is true)
            .MinBy(c => JsonNodes.GetLong(c, "value") ?? 0);
    }

    private static StatusException Forbidden(GroupVersionResource resource, string name, string why) =>
        ApiErrors.Forbidden(resource.GroupResource, name, why);
}
