using System.Text;

namespace Outrigger.Microbench;

/// <summary>Objects of about 1 KiB as clients send them: a flat ConfigMap and a nested Deployment.</summary>
internal static class Bodies
{
    private const string ConfigMapFormat = """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME","namespace":"default","labels":{"app":"bench","tier":"front","shard":"SHARD"},"annotations":{"example.com/owner":"team-a"}},"data":{"color":"VALUE","text":"TEXT"}}
        """;

    private const string DeploymentFormat = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"NAME","namespace":"default","labels":{"app":"bench","tier":"front","shard":"SHARD"},"annotations":{"example.com/owner":"team-a"}},"spec":{"replicas":3,"selector":{"matchLabels":{"app":"bench"}},"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1,"maxUnavailable":0}},"template":{"metadata":{"labels":{"app":"bench","color":"VALUE"}},"spec":{"serviceAccountName":"bench","containers":[{"name":"web","image":"registry.example.com/web:1.4.2","args":["--listen=:8080","--log=info"],"ports":[{"name":"http","containerPort":8080,"protocol":"TCP"}],"env":[{"name":"COLOR","value":"VALUE"},{"name":"REGION","value":"north"}],"resources":{"requests":{"cpu":"100m","memory":"64Mi"},"limits":{"memory":"128Mi"}},"readinessProbe":{"httpGet":{"path":"/ready","port":8080},"periodSeconds":5},"volumeMounts":[{"name":"config","mountPath":"/etc/web"}]}],"volumes":[{"name":"config","configMap":{"name":"web-config"}}]}}}}
        """;

    /// <summary>What a second manager adds to a Deployment.</summary>
    private const string SidecarFormat = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"NAME","annotations":{"example.com/color":"VALUE"}},"spec":{"template":{"spec":{"containers":[{"name":"web","env":[{"name":"EXTRA","value":"VALUE"}]}]}}}}
        """;

    private const string FurtherDataFormat = """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME","annotations":{"example.com/color":"VALUE"}},"data":{"extra":"VALUE"}}
        """;

    private const string DeploymentPatch = """{"metadata":{"annotations":{"example.com/color":"VALUE"}},"spec":{"replicas":4}}""";

    private const string ConfigMapPatch = """{"metadata":{"annotations":{"example.com/color":"VALUE"}},"data":{"color":"VALUE"}}""";

    public static byte[] Whole(string plural, string name, string value, int shard = 0) =>
        Fill(plural is "deployments" ? DeploymentFormat : ConfigMapFormat, name, value, shard);

    public static byte[] OfSecondManager(string plural, string name, string value) =>
        Fill(plural is "deployments" ? SidecarFormat : FurtherDataFormat, name, value);

    public static byte[] Patch(string plural, string value) =>
        Fill(plural is "deployments" ? DeploymentPatch : ConfigMapPatch, "", value);

    private static byte[] Fill(string format, string name, string value, int shard = 0) => Encoding.UTF8.GetBytes(format
        .Replace("NAME", name, StringComparison.Ordinal)
        .Replace("VALUE", value, StringComparison.Ordinal)
        .Replace("SHARD", $"shard-{shard}", StringComparison.Ordinal)
        .Replace("TEXT", new string('d', 700), StringComparison.Ordinal));
}
