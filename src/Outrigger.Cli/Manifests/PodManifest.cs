using System.Text.Json.Nodes;

namespace Outrigger.Cli.Manifests;

/// <summary>The pod of an extension server: no rights on its node, nothing writable but an embedded store.</summary>
internal static class PodManifest
{
    public static JsonObject Build(ManifestModel model)
    {
        var (mounts, volumes) = (new JsonArray(), new JsonArray());
        var args = new JsonArray("--secure-port=8443");
        if (model.Trust == TrustMode.AutoTls)
        {
            args.Add((JsonNode)"--auto-tls");
            args.Add((JsonNode)$"--auto-tls-service={model.Namespace}/{model.Name}");
            args.Add((JsonNode)$"--auto-tls-secret={model.KeySecret}");
            if (model.Registers)
            {
                args.Add((JsonNode)"--auto-tls-register");
            }
        }
        else
        {
            args.Add((JsonNode)"--tls-cert-file=/etc/apiserver/tls/tls.crt");
            args.Add((JsonNode)"--tls-private-key-file=/etc/apiserver/tls/tls.key");
            Mount("tls", "/etc/apiserver/tls", "secret", new JsonObject { ["secretName"] = $"{model.Name}-tls" }, readOnly: true);
        }

        if (model.Trust == TrustMode.Files)
        {
            args.Add((JsonNode)"--client-ca-file=/etc/apiserver/ca/ca.crt");
            Mount("ca", "/etc/apiserver/ca", "secret", new JsonObject { ["secretName"] = $"{model.Name}-ca" }, readOnly: true);
        }

        if (model.EtcdServers.Length > 0)
        {
            args.Add((JsonNode)$"--etcd-servers={model.EtcdServers}");
        }
        else
        {
            args.Add((JsonNode)"--data-dir=/var/lib/apiserver");
            Mount("data", "/var/lib/apiserver", "persistentVolumeClaim", new JsonObject { ["claimName"] = $"{model.Name}-data" }, readOnly: false);
        }

        return new()
        {
            ["serviceAccountName"] = model.Name,
            ["securityContext"] = new JsonObject
            {
                ["runAsNonRoot"] = true, ["runAsUser"] = 1000, ["fsGroup"] = 1000, ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
            },
            ["containers"] = new JsonArray(Container(model, args, mounts)),
            ["volumes"] = volumes,
        };

        void Mount(string name, string path, string volumeKind, JsonObject volume, bool readOnly)
        {
            var mount = new JsonObject { ["name"] = name, ["mountPath"] = path };
            if (readOnly)
            {
                mount["readOnly"] = true;
            }

            mounts.Add((JsonNode)mount);
            volumes.Add((JsonNode)new JsonObject { ["name"] = name, [volumeKind] = volume });
        }
    }

    private static JsonObject Container(ManifestModel model, JsonArray args, JsonArray mounts) => new()
    {
        ["name"] = "api-server",
        ["image"] = model.Image,
        ["args"] = args,
        ["ports"] = new JsonArray(new JsonObject { ["containerPort"] = 8443, ["name"] = "https" }),
        ["readinessProbe"] = new JsonObject { ["httpGet"] = Probe("/readyz") },
        ["livenessProbe"] = new JsonObject { ["httpGet"] = Probe("/livez"), ["initialDelaySeconds"] = 10, ["failureThreshold"] = 6 },
        ["resources"] = new JsonObject
        {
            ["requests"] = new JsonObject { ["cpu"] = "50m", ["memory"] = "128Mi" },
            ["limits"] = new JsonObject { ["memory"] = "512Mi" },
        },

        // outrigger doctor shows what a crashed server said last
        ["terminationMessagePolicy"] = "FallbackToLogsOnError",
        ["securityContext"] = new JsonObject
        {
            ["allowPrivilegeEscalation"] = false, ["readOnlyRootFilesystem"] = true, ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
        },
        ["volumeMounts"] = mounts,
    };

    private static JsonObject Probe(string path) => new() { ["path"] = path, ["port"] = "https", ["scheme"] = "HTTPS" };
}
