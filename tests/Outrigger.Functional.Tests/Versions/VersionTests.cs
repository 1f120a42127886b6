using Outrigger.Functional.Tests.Commands;
using Outrigger.Functional.Tests.Kubectl;

namespace Outrigger.Functional.Tests.Versions;

/// <summary>kubectl and a C# kind in three versions.</summary>
public sealed class VersionTests(VersionedCluster cluster) : IClassFixture<VersionedCluster>
{
    [Theory, EachKubectl]
    public async Task Get_EachVersion_HasItsColumnsAndFields(string version)
    {
        var name = await ApplyAsync(version, "get", "");

        (await RunAsync(version, $"get backupplans.v1alpha1.backups.example.com {name}")).ShouldContain("postgres/orders");
        (await RunAsync(version, $"get backupplans.v1.backups.example.com {name} -o jsonpath={{.spec.source}}{{.spec.targets.b.url}}"))
            .ShouldBe("""{"database":"orders","engine":"postgres"}s3://b""");
        (await RunAsync(version, $"get backupplans.v1alpha1.backups.example.com {name} -o jsonpath={{.apiVersion}}{{.spec.keep}}{{.spec.targets[*].name}}"))
            .ShouldBe("backups.example.com/v1alpha17b a");
    }

    [Theory, EachKubectl]
    public async Task Explain_EachVersion_TellsItsFields(string version)
    {
        (await RunAsync(version, "explain backupplan.spec --api-version=backups.example.com/v1alpha1")).ShouldContain("ENGINE/DATABASE");
        (await RunAsync(version, "explain backupplan.spec --api-version=backups.example.com/v1beta1")).ShouldContain("retentionCount");
        (await RunAsync(version, "explain backupplan.spec.retention --api-version=backups.example.com/v1")).ShouldContain("maxAgeDays");
    }

    [Theory, EachKubectl]
    public async Task ApplyServerSide_ThroughDifferentVersions_KeepsEachOnesFields(string version)
    {
        var name = await ApplyAsync(version, "ssa", "--server-side --field-manager=beta");
        await RunAsync(
            version,
            "apply --server-side --field-manager=stable -f -",
            $$"""
            apiVersion: backups.example.com/v1
            kind: BackupPlan
            metadata: {name: {{name}} }
            spec: {retention: {maxAgeDays: 30} }
            """);

        // A manager that changes its list takes out what it alone said.
        await RunAsync(version, "apply --server-side --field-manager=beta -f -", Beta(name, 5, "- {name: b, url: 's3://b'}"));

        (await RunAsync(version, $"get backupplans.v1.backups.example.com {name} -o jsonpath={{.spec.retention}}{{.spec.targets}}"))
            .ShouldBe("""{"count":5,"maxAgeDays":30}{"b":{"url":"s3://b"}}""");
    }

    [Theory, EachKubectl]
    public async Task Apply_RefusedInAnOldVersion_NamesTheFieldsOfThatVersion(string version)
    {
        var refused = await cluster.Kubectl(version).RunAsync(
            "apply -f -",
            """
            apiVersion: backups.example.com/v1alpha1
            kind: BackupPlan
            metadata: {name: bad}
            spec: {source: x, keep: 0}
            """);

        var error = refused.ShouldFail();
        error.ShouldContain("spec.cron: Required value");
        error.ShouldContain("spec.keep: Invalid value: 0");
    }

    [Theory, EachKubectl]
    public async Task Subresource_OfItsOwn_IsCalledInEachVersion(string version)
    {
        var name = await ApplyAsync(version, "run", "");
        const string Run = """{"apiVersion":"backups.example.com/v1","kind":"BackupRun","spec":{"reason":"before the upgrade"}}""";

        var first = await RunAsync(version, $"create --raw /apis/backups.example.com/v1/namespaces/default/backupplans/{name}/run -f -", Run);
        var second = await RunAsync(version, $"create --raw /apis/backups.example.com/v1alpha1/namespaces/default/backupplans/{name}/run -f -", Run);

        first.ShouldContain("\"number\":1");
        second.ShouldContain("\"number\":2");
        (await RunAsync(version, $"get backupplans.v1.backups.example.com {name} -o jsonpath={{.status.backups}}")).ShouldBe("2");
        (await cluster.Kubectl(version).RunAsync($"create --raw /apis/backups.example.com/v1/namespaces/default/backupplans/{name}/run -f -", Run.Replace("reason", "because", StringComparison.Ordinal)))
            .ShouldFail().ShouldContain("spec.reason: Required value");
        (await RunAsync(version, "get --raw /openapi/v3/apis/backups.example.com/v1")).ShouldContain("/backupplans/{name}/run");
        (await RunAsync(version, $"auth can-i create backupplans/run")).Trim().ShouldBe("yes");
        (await cluster.Kubectl(version).RunAsync(
            $"create --as=nobody --raw /apis/backups.example.com/v1/namespaces/default/backupplans/{name}/run -f -", Run))
            .ShouldFail().ShouldContain("cannot create resource \"backupplans/run\" in API group \"backups.example.com\"");
    }

    private async Task<string> ApplyAsync(string version, string purpose, string flags)
    {
        var name = $"{purpose}-{version}";
        await RunAsync(version, $"apply {flags} -f -", Beta(name, 7, "- {name: b, url: 's3://b'}\n  - {name: a, url: 's3://a'}"));
        return name;
    }

    private static string Beta(string name, int count, string targets) =>
        $"""
        apiVersion: backups.example.com/v1beta1
        kind: BackupPlan
        metadata:
          name: {name}
        spec:
          schedule: 0 3 * * *
          engine: postgres
          database: orders
          retentionCount: {count}
          targets:
          {targets}
        """;

    private async Task<string> RunAsync(string version, string commandLine, string input = "") =>
        (await cluster.Kubectl(version).RunAsync(commandLine, input)).ShouldSucceed();
}
