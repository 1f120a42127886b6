using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>kubectl -k: a base, an overlay with a patch, a generated config map.</summary>
public sealed class KustomizeTests(SharedCluster cluster) : RowTest(cluster)
{
    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Kustomize_AnOverlay_IsAppliedDiffedAndDeleted(string version, string kind)
    {
        var row = await RowAsync(version, kind, withObject: false);
        var folder = Directory.CreateTempSubdirectory("outrigger-kustomize-");
        try
        {
            var overlay = Write(folder, row);
            (await row.RunAsync($"kustomize {overlay}")).ShouldSay("name: over-sample", "replicas: 7");
            (await row.RunAsync($"apply -k {overlay}")).ShouldSay("configmap/over-settings-", $"{row.Subject.Type}/over-{Name} created");
            (await row.RunAsync($"apply -k {overlay}")).ShouldSay($"{row.Subject.Type}/over-{Name} unchanged");
            (await row.RunAsync($"diff -k {overlay}")).ShouldSucceed();
            (await row.RunAsync($"get -k {overlay} -o 'jsonpath={{.items[*].spec.replicas}} {{.items[*].metadata.labels.layer}}'")).ShouldSucceed()
                .ShouldBe("7 over over");
            (await row.RunAsync($"apply --server-side --force-conflicts -k {overlay}")).ShouldSay("serverside-applied");
            (await row.RunAsync($"delete -k {overlay}")).ShouldSay("deleted");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Write(DirectoryInfo folder, Row row)
    {
        var (root, overlay) = (folder.CreateSubdirectory("base"), folder.CreateSubdirectory("overlay"));
        File.WriteAllText(Path.Combine(root.FullName, "object.yaml"), row.Subject.Yaml(row.Namespace, Name));
        File.WriteAllText(Path.Combine(root.FullName, "kustomization.yaml"), "resources: [object.yaml]\n");
        File.WriteAllText(Path.Combine(overlay.FullName, "kustomization.yaml"), $$"""
            resources: [../base]
            namespace: {{row.Namespace}}
            namePrefix: over-
            labels:
            - pairs: {layer: over}
            configMapGenerator:
            - name: settings
              literals: [a=b]
            patches:
            - target: {name: {{Name}}}
              patch: |
                - {op: replace, path: /spec/replicas, value: 7}
            """);
        return overlay.FullName;
    }
}
