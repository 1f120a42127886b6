using System.Text.Json.Nodes;

namespace Outrigger.Cli.Manifests;

/// <summary>Deployment, volume, Service, and what keeps a replica up while nodes are drained.</summary>
internal static class WorkloadManifests
{
    public static IReadOnlyList<JsonObject> Build(ManifestModel model)
    {
        var objects = new List<JsonObject> { Deployment(model) };
        if (model.EtcdServers.Length == 0)
        {
            objects.Add(new()
            {
                ["apiVersion"] = "v1",
                ["kind"] = "PersistentVolumeClaim",
                ["metadata"] = AccessManifests.Meta($"{model.Name}-data", model.Namespace),
                ["spec"] = new JsonObject
                {
                    ["accessModes"] = new JsonArray("ReadWriteOnce"),
                    ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["storage"] = "1Gi" } },
                },
            });
        }

        objects.Add(new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = AccessManifests.Meta(model.Name, model.Namespace),
            ["spec"] = new JsonObject { ["selector"] = Labels(model), ["ports"] = new JsonArray(new JsonObject { ["port"] = 443, ["targetPort"] = 8443 }) },
        });
        if (model.Replicas > 1)
        {
            objects.Add(new()
            {
                ["apiVersion"] = "policy/v1",
                ["kind"] = "PodDisruptionBudget",
                ["metadata"] = AccessManifests.Meta(model.Name, model.Namespace),
                ["spec"] = new JsonObject { ["minAvailable"] = 1, ["selector"] = new JsonObject { ["matchLabels"] = Labels(model) } },
            });
        }

        return objects;
    }

    private static JsonObject Labels(ManifestModel model) => new() { ["app"] = model.Name };

    private static JsonObject Deployment(ManifestModel model)
    {
        var spec = new JsonObject { ["replicas"] = model.Replicas };
        if (model.EtcdServers.Length == 0)
        {
            // two processes may not have the same SQLite file
            spec["strategy"] = new JsonObject { ["type"] = "Recreate" };
        }

        spec["selector"] = new JsonObject { ["matchLabels"] = Labels(model) };
        spec["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = Labels(model) }, ["spec"] = PodManifest.Build(model) };
        return new() { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["metadata"] = AccessManifests.Meta(model.Name, model.Namespace), ["spec"] = spec };
    }
}
