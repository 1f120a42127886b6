using Outrigger.ApiMachinery.Selectors;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Endpoints;

/// <summary>Which Services choose which pods, by labels: of a change of a pod those that it leaves are told, too.</summary>
internal sealed class ServiceSelectors
{
    private readonly Dictionary<string, Dictionary<string, LabelSelector>> services = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Namespace, string Name), TextMap> pods = [];
    private readonly Lock gate = new();

    /// <summary>Remembers a Service's selector; null when it has none, or is gone.</summary>
    public void Put(ServiceKey service, LabelSelector? selector)
    {
        lock (gate)
        {
            if (!services.TryGetValue(service.Namespace, out var there))
            {
                services[service.Namespace] = there = new Dictionary<string, LabelSelector>(StringComparer.Ordinal);
            }

            if (selector is not null)
            {
                there[service.Name] = selector;
            }
            else if (there.Remove(service.Name) && there.Count == 0)
            {
                services.Remove(service.Namespace);
            }
        }
    }

    /// <summary>The Services that choose the pod, or chose it before.</summary>
    public IReadOnlyList<ServiceKey> PutPod(StoredObject pod)
    {
        lock (gate)
        {
            var before = pods.GetValueOrDefault((pod.Namespace, pod.Name));
            pods[(pod.Namespace, pod.Name)] = pod.Labels;
            return Choosing(pod.Namespace, l => l.Matches((IReadOnlyDictionary<string, string>)pod.Labels)
                || (before is not null && l.Matches((IReadOnlyDictionary<string, string>)before)));
        }
    }

    /// <summary>The Services that chose the pod.</summary>
    public IReadOnlyList<ServiceKey> RemovePod(StoredObject pod)
    {
        lock (gate)
        {
            var labels = pods.Remove((pod.Namespace, pod.Name), out var before) ? before : pod.Labels;
            return Choosing(pod.Namespace, l => l.Matches((IReadOnlyDictionary<string, string>)labels));
        }
    }

    private List<ServiceKey> Choosing(string ns, Func<LabelSelector, bool> chooses) =>
        services.TryGetValue(ns, out var there) ? [.. there.Where(s => chooses(s.Value)).Select(s => new ServiceKey(ns, s.Key))] : [];
}
