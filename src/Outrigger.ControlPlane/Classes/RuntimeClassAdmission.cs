using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;
using Outrigger.Server.Access;

namespace Outrigger.ControlPlane.Classes;

/// <summary>
/// The admission plugin RuntimeClass: the runtime class that a new pod names is there, and gives the pod its overhead, node selector and
/// tolerations (kubernetes plugin/pkg/admission/runtimeclass).
/// </summary>
internal sealed class RuntimeClassAdmission(LocalObjects objects) : IAdmissionPlugin
{
    private const string Overhead = "overhead";
    private const string Selector = "nodeSelector";
    private const string Tolerations = "tolerations";
    private const string OtherOverhead = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";

    /// <inheritdoc/>
    public string Name => "RuntimeClass";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) =>
        request.Operation is AdmissionOperation.Create
        && request.Context.Resource == CoreResources.Pods && request.Context.Subresource.Length == 0;

    /// <inheritdoc/>
    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (await ClassAsync(request, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return;
        }

        var spec = JsonNodes.Ensure(request.Object!, "spec");
        if (JsonNodes.GetObject(found, Overhead) is { } overhead)
        {
            var wanted = JsonNodes.GetObject(overhead, "podFixed");
            if (spec[Overhead] is JsonObject { Count: > 0 } given && !AreEqual(given, wanted))
            {
                throw Refusal.Of(request, OtherOverhead);
            }

            Set(spec, Overhead, wanted?.DeepClone());
        }

        if (JsonNodes.GetObject(found, "scheduling") is { } scheduling)
        {
            Schedule(request, spec, scheduling);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var given = JsonNodes.GetObject(request.Object, "spec", Overhead);
        var found = await ClassAsync(request, cancellationToken).ConfigureAwait(false);
        if (JsonNodes.GetObject(found, Overhead) is { } overhead)
        {
            if (!AreEqual(given, JsonNodes.GetObject(overhead, "podFixed")))
            {
                throw Refusal.Of(request, OtherOverhead);
            }
        }
        else if (given is not null)
        {
            throw Refusal.Of(request, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
        }
    }

    private async ValueTask<JsonObject?> ClassAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (JsonNodes.GetString(request.Object, "spec", "runtimeClassName") is not { } name)
        {
            return null;
        }

        // An empty name is no name that an object can have.
        var found = name.Length == 0
            ? null
            : await objects.FindAsync(CoreResources.RuntimeClasses, "", name, cancellationToken).ConfigureAwait(false);
        return found?.ToTree() ?? throw Refusal.Of(request, $"pod rejected: RuntimeClass {GoText.Quote(name)} not found");
    }

    private static void Schedule(AdmissionRequest request, JsonObject spec, JsonObject scheduling)
    {
        foreach (var (key, value) in JsonNodes.StringMap(scheduling[Selector]))
        {
            var selector = JsonNodes.Ensure(spec, Selector);
            if (JsonNodes.GetString(selector, key) is { } given && given != value)
            {
                throw Refusal.Of(
                    request,
                    $"conflict: runtimeClass.scheduling.nodeSelector[{key}] = {value}; pod.spec.nodeSelector[{key}] = {given}");
            }

            selector[key] = value;
        }

        var merged = TolerationMerge.Run(
            [.. Items(spec).Concat(Items(scheduling)).Select(t => (JsonObject)t.DeepClone())]);
        Set(spec, Tolerations, merged.Count > 0 ? new JsonArray([.. merged]) : null);
    }

    private static IEnumerable<JsonObject> Items(JsonObject parent) => JsonNodes.Objects(parent, Tolerations);

    private static void Set(JsonObject parent, string name, JsonNode? value)
    {
        if (value is null)
        {
            parent.Remove(name);
        }
        else
        {
            parent[name] = value;
        }
    }

    // By amount: 1 and 1000m are the same; nothing is as good as an empty list.
    private static bool AreEqual(JsonObject? a, JsonObject? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a is null || a.All(p => b!.TryGetPropertyValue(p.Key, out var other) && AreEqual(p.Value, other)));

    private static bool AreEqual(JsonNode? a, JsonNode? b) =>
        Quantity.TryParse(Text(a), out var one, out _) && Quantity.TryParse(Text(b), out var other, out _) ? one == other : JsonNodes.DeepEqual(a, b);

    private static string Text(JsonNode? amount) => JsonNodes.AsString(amount) ?? ObjectWriter.ToText(amount);
}
