using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Warnings;

/// <summary>Files of one volume that hide each other, or are put where another one needs a folder.</summary>
internal static class PathOverlaps
{
    /// <summary>The overlaps within the volumes that are made of keys.</summary>
    public static IEnumerable<string> Of(Located volumes) => volumes.Items().SelectMany(volume =>
        OfKeys(volume, volume["configMap"], $"ConfigMap {GoText.Quote(volume["configMap"].Text("name"))}")
            .Concat(OfKeys(volume, volume["secret"], $"Secret {GoText.Quote(volume["secret"].Text("secretName"))}"))
            .Concat(OfKeys(volume, volume["downwardAPI"], "DownwardAPI"))
            .Concat(OfProjected(volume)));

    private static IEnumerable<string> OfKeys(Located volume, Located source, string kind) =>
        Overlaps(source["items"].Items().Select(item => new Entry(item.Text("path"), "")), volume, kind);

    private static IEnumerable<string> OfProjected(Located volume)
    {
        var sources = volume["projected"]["sources"];
        var empty = sources.Items().Where(s => s.Node is not JsonObject { Count: > 0 });
        return empty.Select(_ => $"volume {GoText.Quote(volume.Text("name"))} (Projected) has no sources provided")
            .Concat(Overlaps(sources.Items().SelectMany(Entries), volume, "Projected"));
    }

    private static IEnumerable<Entry> Entries(Located source)
    {
        foreach (var (field, kind) in ((string, string)[])[("configMap", "ConfigMap"), ("secret", "Secret"), ("downwardAPI", "DownwardAPI")])
        {
            var of = field is "downwardAPI" ? kind : $"{kind} {GoText.Quote(source[field].Text("name"))}";
            foreach (var item in source[field]["items"].Items())
            {
                yield return new(item.Text("path"), of);
            }
        }

        yield return new(source["serviceAccountToken"].Text("path"), "ServiceAccountToken");
        var bundle = source["clusterTrustBundle"];
        var name = bundle.Text("name") is { Length: > 0 } own ? own : bundle.Text("signerName");
        yield return new(bundle.Text("path"), $"ClusterTrustBundle {GoText.Quote(name)}");
        var certificate = source["podCertificate"];
        yield return new(certificate.Text("certificateChainPath"), "PodCertificate chain");
        yield return new(certificate.Text("keyPath"), "PodCertificate key");
        yield return new(certificate.Text("credentialBundlePath"), "PodCertificate credential bundle");
    }

    private static IEnumerable<string> Overlaps(IEnumerable<Entry> entries, Located volume, string kind)
    {
        var before = new List<Entry>();
        foreach (var entry in entries.Select(e => e with { Path = e.Path.TrimEnd('/') }).Where(e => e.Path.Length > 0))
        {
            foreach (var other in before.Where(entry.Overlaps))
            {
                yield return $"volume {GoText.Quote(volume.Text("name"))} ({kind}): overlapping paths: {entry} with {other}";
            }

            before.Add(entry);
        }
    }

    private readonly record struct Entry(string Path, string Source)
    {
        public bool Overlaps(Entry other) => IsWithin(Path, other.Path) || IsWithin(other.Path, Path);

        public override string ToString() => Source.Length == 0 ? GoText.Quote(Path) : $"{GoText.Quote(Path)} ({Source})";

        private static bool IsWithin(string path, string folder) => $"{path}/".StartsWith($"{folder}/", StringComparison.Ordinal);
    }
}
