using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Admission;

/// <summary>
/// Which webhooks or policies see an object once more, because others changed it after them (reinvocationPolicy IfNeeded): what a plugin
/// keeps of a request. All that was seen before a change is due, whoever made it.
/// </summary>
internal sealed class Reinvocation<T>
    where T : notnull
{
    private readonly HashSet<T> before = [];
    private readonly HashSet<T> again = [];
    private JsonObject? last;

    /// <summary>At the beginning of an invocation of the plugin: whether other plugins changed the object since.</summary>
    public void Begin(AdmissionRequest request)
    {
        if (request.IsReinvoked && last is not null && !JsonNodes.DeepEqual(last, request.Object))
        {
            RequireAll();
        }
    }

    /// <summary>Whether it is not asked this time.</summary>
    public bool Skips(AdmissionRequest request, T one) => request.IsReinvoked && !again.Contains(one);

    /// <summary>One of the plugin's changed the object.</summary>
    public void Changed(AdmissionRequest request)
    {
        RequireAll();
        request.Reinvoke();
    }

    /// <summary>One that wants to see later changes was asked.</summary>
    public void Add(T one) => before.Add(one);

    /// <summary>At the end of an invocation of the plugin.</summary>
    public void End(AdmissionRequest request) =>
        last = before.Count > 0 && !request.IsReinvoked && request.Object is { } obj ? FieldSetJson.Clone(obj) : null;

    private void RequireAll()
    {
        again.UnionWith(before);
        before.Clear();
    }
}
