using System.Text;
using System.Text.Json.Nodes;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>kubectl auth and tokens.</summary>
public sealed class AccessTests(SharedCluster cluster) : RowTest(cluster)
{
    private const string Rights = """
        ---
        {apiVersion: v1, kind: ServiceAccount, metadata: {name: robot, namespace: NAMESPACE}}
        ---
        {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader, namespace: NAMESPACE}, rules: [{apiGroups: [''], resources: [configmaps], verbs: [get, list]}]}
        ---
        {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: reader, namespace: NAMESPACE}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}, subjects: [{kind: ServiceAccount, name: robot, namespace: NAMESPACE}]}
        """;

    [Theory, EachKubectl]
    public async Task CanI_AsAServiceAccount_SaysWhatItsRolesGive(string version)
    {
        var row = await RightsAsync(version);
        const string Robot = "--as=system:serviceaccount:NAMESPACE:robot";
        (await row.RunAsync("auth can-i delete nodes")).ShouldSay("yes");
        (await row.RunAsync($"auth can-i get configmaps {Robot}")).ShouldSay("yes");
        (await row.RunAsync($"auth can-i delete configmaps {Robot}")).ShouldExit(1).Trim().ShouldBe("no");
        (await row.RunAsync($"auth can-i get /logs {Robot}")).ShouldExit(1).Trim().ShouldBe("no");
        (await row.RunAsync($"auth can-i --list {Robot}")).ShouldSay("Resources", "configmaps", "[get list]", "[/healthz]", "selfsubjectaccessreviews");
        (await row.RunAsync($"get secrets {Robot}")).ShouldRefuse("User \"system:serviceaccount:" + row.Namespace + ":robot\" cannot list resource \"secrets\"");
    }

    [Theory, EachKubectl]
    public async Task Reconcile_Rights_AddsWhatIsMissing(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn, withObject: false);
        (await row.RunAsync("create serviceaccount robot")).ShouldSucceed();
        var rights = Rights[(Rights.IndexOf("---", 3, StringComparison.Ordinal))..];
        (await row.RunAsync("auth reconcile -f -", rights)).ShouldSay("role.rbac.authorization.k8s.io/reader reconciled", "rolebinding");
        (await row.RunAsync("auth reconcile -f -", rights)).ShouldSay("reconciled");
        (await row.RunAsync("auth can-i list configmaps --as=system:serviceaccount:NAMESPACE:robot")).ShouldSay("yes");
    }

    [Theory, EachKubectl]
    public async Task CreateToken_Bound_SpeaksForTheServiceAccount(string version)
    {
        var row = await RightsAsync(version);
        (await row.RunAsync("create secret generic bound --from-literal=a=b")).ShouldSucceed();
        var token = (await row.RunAsync("create token robot --duration=20m --bound-object-kind=Secret --bound-object-name=bound")).ShouldSucceed().Trim();
        var claims = JsonNode.Parse(Decode(token.Split('.')[1]))!;
        ((string?)claims["sub"]).ShouldBe($"system:serviceaccount:{row.Namespace}:robot");
        ((string?)claims["kubernetes.io"]!["secret"]!["name"]).ShouldBe("bound");
        ((long)claims["exp"]! - (long)claims["iat"]!).ShouldBe(1200);

        var bearer = await AsBearerAsync(row, token);
        (await bearer.RunAsync("get configmaps")).ShouldSucceed();
        (await bearer.RunAsync("delete configmap nothing")).ShouldRefuse("(Forbidden)");
        (await row.RunAsync("create token absent")).ShouldRefuse("\"absent\" not found");
    }

    [Theory, EachKubectl]
    public async Task Whoami_NamesTheCaller(string version)
    {
        var row = await RightsAsync(version);
        if (version == "1.27")
        {
            // it asks for the beta version alone, which Kubernetes 1.36 does not serve either
            (await row.RunAsync("auth whoami")).ShouldRefuse("the selfsubjectreviews API is not enabled in the cluster");
            return;
        }

        (await row.RunAsync("auth whoami")).ShouldSay("Username", "admin", "system:masters");
        var token = (await row.RunAsync("create token robot")).ShouldSucceed().Trim();
        (await (await AsBearerAsync(row, token)).RunAsync("auth whoami -o json")).ShouldSay($"\"system:serviceaccount:{row.Namespace}:robot\"", "system:serviceaccounts");
    }

    // a kubeconfig of its own: a client certificate would be sent besides
    private async Task<Row> AsBearerAsync(Row row, string token)
    {
        var authority = (await row.RunAsync("config view --raw -o 'jsonpath={.clusters[0].cluster.certificate-authority-data}'")).ShouldSucceed();
        var path = Path.Combine(Path.GetDirectoryName(Cluster.Folder.Data.Root)!, $"bearer-{row.Namespace}");
        await File.WriteAllTextAsync(path, $$"""
            {"apiVersion": "v1", "kind": "Config", "current-context": "c",
             "clusters": [{"name": "c", "cluster": {"server": "{{Cluster.ControlPlane.Address.ToString().TrimEnd('/')}}", "certificate-authority-data": "{{authority}}"} }],
             "users": [{"name": "c", "user": {"token": "{{token}}"} }],
             "contexts": [{"name": "c", "context": {"cluster": "c", "user": "c"} }]}
            """, CancellationToken.None);
        return row.With("KUBECONFIG", path);
    }

    private async Task<Row> RightsAsync(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn, withObject: false);
        (await row.RunAsync("apply -f -", Rights)).ShouldSucceed();
        return row;
    }

    private static string Decode(string part) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '=')));
}
