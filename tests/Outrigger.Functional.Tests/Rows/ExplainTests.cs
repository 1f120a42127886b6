using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>kubectl explain of built-in kinds, of kinds that an extension server describes in C#, and of custom kinds.</summary>
public sealed class ExplainTests(SharedCluster cluster) : RowTest(cluster)
{
    private const string Custom = "specimens.explain.example.com";

    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: specimens.explain.example.com
        spec:
          group: explain.example.com
          names: {plural: specimens, singular: specimen, kind: Specimen, listKind: SpecimenList}
          scope: Namespaced
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                description: A specimen that somebody described.
                required: [spec]
                properties:
                  spec:
                    type: object
                    description: What the specimen is to do.
                    required: [mode]
                    properties:
                      mode: {type: string, enum: ["On", "Off"], description: Whether it runs.}
                      port: {x-kubernetes-int-or-string: true}
                      free: {type: object, x-kubernetes-preserve-unknown-fields: true, description: Anything.}
                      maybe: {type: string, nullable: true}
                      parts: {type: array, items: {type: object, properties: {size: {type: integer, description: In millimetres.}}}}
        """;

    [Theory]
    [EachKubectl("deployment", "widgets.custom.example.com", Custom)]
    public async Task Explain_AKind_TellsWhatItIsFor(string version, string kind)
    {
        var text = await ExplainAsync(version, kind);

        text.ShouldContain(kind switch
        {
            "deployment" => "Keeps a number of equal pods running",
            Custom => "A specimen that somebody described.",
            _ => "A widget: a number of processors of one image and color.",
        });
        text.ShouldContain("spec\t<");
        text.ShouldNotContain("<no description>");
    }

    [Theory]
    [EachKubectl("deployment.spec.strategy", "widgets.custom.example.com.spec", Custom + ".spec")]
    public async Task Explain_Fields_TellTypesAndMeaning(string version, string field)
    {
        var text = await ExplainAsync(version, field);

        string[] lines = field switch
        {
            "deployment.spec.strategy" => ["type\t<string>", "RollingUpdate or Recreate.", "rollingUpdate\t<RollingUpdateDeployment>"],
            Custom + ".spec" => ["mode\t<string> -required-", "Whether it runs.", "parts\t<[]Object>"],
            _ => ["replicas\t<integer>", "How many processors; 100 at most.", "color\t<string>", "The color; blue when not given."],
        };
        lines.ShouldAllBe(line => text.Contains(line, StringComparison.Ordinal), text);
    }

    [Theory]
    [EachKubectl("deployment", "widgets.custom.example.com", Custom)]
    public async Task ExplainRecursive_AKind_ListsAllFields(string version, string kind)
    {
        var text = await ExplainAsync(version, $"{kind} --recursive");

        string[] lines = kind switch
        {
            "deployment" => ["  spec\t<DeploymentSpec>", "selector\t<LabelSelector> -required-", "containers\t<[]Container> -required-", "limits\t<map[string]Quantity>"],
            Custom => ["  spec\t<Object> -required-", "    mode\t<string> -required-", "      size\t<integer>"],
            _ => ["  spec\t<", "    replicas\t<integer>", "    availableReplicas\t<integer>", "    phase\t<string>"],
        };
        lines.ShouldAllBe(line => text.Contains(line, StringComparison.Ordinal), text);
        text.ShouldContain("    ownerReferences\t<[]OwnerReference>");
        if (kind == Custom && string.CompareOrdinal(version, "1.30") >= 0)
        {
            // older ones show no enums
            text.ShouldContain("    enum: On, Off");
        }
    }

    // over /openapi/v2, as kubectl did up to 1.26
    [Theory]
    [EachKubectl("deployment", "widgets.custom.example.com", Custom)]
    public async Task ExplainRecursive_OverV2_ListsAllFields(string version, string kind)
    {
        var text = await ExplainAsync(version, $"{kind} --recursive --output=plaintext-openapiv2");

        string[] lines = kind switch
        {
            "deployment" => ["   spec\t<Object>", "         matchLabels\t<map[string]string>", "            containers\t<[]Object>"],
            Custom => ["   spec\t<Object>", "      mode\t<string>", "         size\t<integer>"],
            _ => ["   spec\t<Object>", "      replicas\t<integer>", "      availableReplicas\t<integer>"],
        };
        lines.ShouldAllBe(line => text.Contains(line, StringComparison.Ordinal), text);
    }

    private async Task<string> ExplainAsync(string version, string arguments)
    {
        var kubectl = Cluster.Kubectl(version);
        if (arguments.StartsWith(Custom, StringComparison.Ordinal))
        {
            (await kubectl.RunAsync("apply -f -", Definition)).ShouldSucceed();
            (await kubectl.RunAsync($"wait --for=condition=Established crd/{Custom}")).ShouldSucceed();
        }

        return (await kubectl.RunAsync($"explain {arguments}")).ShouldSucceed();
    }
}
