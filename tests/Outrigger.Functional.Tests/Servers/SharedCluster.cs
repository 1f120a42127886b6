using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Yaml;
using Outrigger.Client.Rest;
using Outrigger.TestKit;

[assembly: AssemblyFixture(typeof(Outrigger.Functional.Tests.Servers.SharedCluster))]

namespace Outrigger.Functional.Tests.Servers;

/// <summary>The servers that all rows share, with a custom kind besides; nobody stops or misconfigures these.</summary>
public sealed class SharedCluster : Cluster
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: gadgets.things.example.com
        spec:
          group: things.example.com
          scope: Namespaced
          names: {kind: Gadget, plural: gadgets, singular: gadget, shortNames: [gd]}
          versions:
          - name: v1
            served: true
            storage: true
            subresources:
              status: {}
              scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.availableReplicas}
            additionalPrinterColumns:
            - {name: Replicas, type: integer, jsonPath: .spec.replicas}
            - {name: Available, type: integer, jsonPath: .status.availableReplicas}
            - {name: Phase, type: string, jsonPath: .status.phase}
            - {name: Color, type: string, jsonPath: .spec.color}
            - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
            schema:
              openAPIV3Schema:
                description: A number of processors.
                type: object
                properties:
                  spec:
                    description: What is wanted.
                    type: object
                    properties:
                      replicas: {type: integer, format: int32, minimum: 0, maximum: 100}
                      image: {type: string}
                      color: {type: string, default: blue}
                  status:
                    description: What was last seen.
                    type: object
                    properties:
                      availableReplicas: {type: integer, format: int32}
                      phase: {type: string}
        """;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var definitions = new ResourcePath(new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions"));
        await Client.CreateAsync(definitions, (JsonObject)YamlReader.Read(Definition)!, CancellationToken.None);
        var gadgets = new ResourcePath(new GroupVersionResource("things.example.com", "v1", "gadgets"), "default");
        await Eventually.TrueAsync(async () => await Client.FindAsync(gadgets, CancellationToken.None) is not null, "the custom kind served");
    }
}
