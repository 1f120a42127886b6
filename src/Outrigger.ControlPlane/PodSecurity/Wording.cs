using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.PodSecurity;

/// <summary>The words that many checks share.</summary>
internal static class Wording
{
    /// <summary>Each in quotes.</summary>
    public static string Quote(IEnumerable<string> items) => string.Join(", ", items.Select(i => $"\"{i}\""));

    /// <summary>One or several.</summary>
    public static string Plural(string one, string many, int count) => count == 1 ? one : many;

    /// <summary><c>container "a"</c>, <c>containers "a", "b"</c>.</summary>
    public static string Containers(IReadOnlyCollection<string> names) => $"{Plural("container", "containers", names.Count)} {Quote(names)}";

    /// <summary>The names of the containers of which something holds.</summary>
    public static List<string> Where(SecurityPod pod, Predicate<SecurityContainer> holds) =>
        [.. pod.Containers.Where(c => holds(c)).Select(c => c.Name)];

    /// <summary>The names of the containers in which something is found, all of which goes into <paramref name="found"/>.</summary>
    public static List<string> With(SecurityPod pod, Func<SecurityContainer, IEnumerable<string>> find, SortedSet<string> found) => Where(pod, c =>
    {
        List<string> own = [.. find(c)];
        found.UnionWith(own);
        return own.Count > 0;
    });

    /// <summary>Annotations whose value is not allowed, as they are written, in order.</summary>
    public static List<string> Annotations(SecurityPod pod, Predicate<string> isKey, Predicate<string> isAllowed) =>
    [
        .. pod.Annotations.Where(a => isKey(a.Key) && !isAllowed(a.Value)).Select(a => $"{a.Key}={GoText.Quote(a.Value)}").Order(StringComparer.Ordinal),
    ];

    /// <summary>Who sets a bad value, all of which go into <paramref name="values"/>; <paramref name="bad"/> gives null for a good one.</summary>
    public static List<string> Setters(SecurityPod pod, Func<JsonObject, string?> bad, SortedSet<string> values) => Setters(pod, c =>
    {
        if (bad(c) is not { } value)
        {
            return false;
        }

        values.Add(value);
        return true;
    });

    /// <summary>Whose securityContext is bad: <c>pod</c>, then containers. Those without one are never asked about.</summary>
    public static List<string> Setters(SecurityPod pod, Predicate<JsonObject> isBad)
    {
        var setters = new List<string>();
        if (pod.Context is { } own && isBad(own))
        {
            setters.Add("pod");
        }

        if (Where(pod, c => c.Context is { } context && isBad(context)) is { Count: > 0 } containers)
        {
            setters.Add(Containers(containers));
        }

        return setters;
    }

    /// <summary>Those who did it.</summary>
    public static string And(IEnumerable<string> setters) => string.Join(" and ", setters);

    /// <summary>A set that is told in order.</summary>
    public static SortedSet<string> Sorted() => new(StringComparer.Ordinal);
}
