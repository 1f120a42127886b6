using Outrigger.ControlPlane.AccessFiles;
using Outrigger.ControlPlane.Modes;
using Outrigger.Server.Authorization;

namespace Outrigger.ControlPlane.Tests.AccessFiles;

public sealed class AuthorizationFileReaderTests : IDisposable
{
    private readonly string kubeconfig = Path.Combine(Directory.CreateTempSubdirectory("outrigger-authz-").FullName, "hook.yaml");

    public AuthorizationFileReaderTests() => File.WriteAllText(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        current-context: x
        clusters: [{name: x, cluster: {server: "https://hook.example.com/authorize"}}]
        contexts: [{name: x, context: {cluster: x, user: ""}}]
        """);

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(kubeconfig)!, recursive: true);

    [Fact]
    public void Read_Authorizers_AreInOrderWithTheirDefaults()
    {
        var all = Read($"{Hook()}- {{type: RBAC, name: rbac}}\n{Hook("second", "authorizedTTL: 1m\n    unauthorizedTTL: 2s\n    cacheUnauthorizedRequests: false\n    ")}");

        all.Select(a => (a.Type, a.Name)).ShouldBe([(AuthorizerType.Webhook, "first"), (AuthorizerType.RBAC, "rbac"), (AuthorizerType.Webhook, "second")]);
        var (first, second) = (all[0].Review!, all[2].Review!);
        (first.AuthorizedTtl, first.UnauthorizedTtl, first.OnFailure, first.Version).ShouldBe((TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30), AuthorizationVerdict.Deny, "v1"));
        (second.AuthorizedTtl, second.UnauthorizedTtl).ShouldBe((TimeSpan.FromMinutes(1), TimeSpan.Zero));
        (all[0].Timeout, all[0].Connection!.Server).ShouldBe((TimeSpan.FromSeconds(3), new Uri("https://hook.example.com/authorize")));
    }

    [Theory]
    [InlineData("- {type: Node, name: node}", "authorizers[0].type: Invalid value: \"Node\": the Node authorizer is not there")]
    [InlineData("- {type: ABAC, name: abac}", "authorizers[0].type: Invalid value: \"ABAC\": ABAC is not supported")]
    [InlineData("- {type: Foo, name: foo}", "authorizers[0].type: Invalid value: \"Foo\": is none of RBAC")]
    [InlineData("- {name: foo}", "authorizers[0].type: Required value")]
    [InlineData("- {type: RBAC}", "authorizers[0].name: Required value")]
    [InlineData("- {type: RBAC, name: roles}", "authorizers[0].name: Invalid value: \"roles\": expected name rbac for authorizer RBAC instead of roles")]
    [InlineData("- {type: RBAC, name: Rbac}", "authorizers[0].name: Invalid value: \"Rbac\": authorizer name is invalid: ")]
    [InlineData("- {type: RBAC, name: rbac}\n- {type: RBAC, name: rbac2}", "authorizers[1].type: Duplicate value: \"RBAC\"")]
    [InlineData("- {type: RBAC, name: rbac}\n- {type: AlwaysDeny, name: rbac}", "authorizers[1].name: Duplicate value: \"rbac\"")]
    [InlineData("- {type: RBAC, name: rbac, webhook: {}}", "authorizers[0].webhook: Invalid value: \"non-null\": may only be specified when type=Webhook")]
    [InlineData("- {type: Webhook, name: hook}", "authorizers[0].webhook: Required value: required when type=Webhook")]
    [InlineData("  []", "authorizers: Required value: at least one authorization mode must be defined")]
    public void Read_WrongAuthorizer_NamesTheField(string text, string problem) =>
        Problems(text).ShouldContain(p => p.StartsWith(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("timeout: 3s", "timeout: 31s", "webhook.timeout: Invalid value: \"31s\": must be > 0s and <= 30s")]
    [InlineData("timeout: 3s", "timeout: 0s", "webhook.timeout: Invalid value: \"0s\": must be > 0s and <= 30s")]
    [InlineData("timeout: 3s", "timeout: soon", "webhook.timeout: Invalid value: must be a duration, for example 5m")]
    [InlineData("timeout: 3s\n", "\n", "webhook.timeout: Required value")]
    [InlineData("subjectAccessReviewVersion: v1", "subjectAccessReviewVersion: v2", "webhook.subjectAccessReviewVersion: Unsupported value: \"v2\": supported values: \"v1\", \"v1beta1\"")]
    [InlineData("subjectAccessReviewVersion: v1\n", "\n", "webhook.subjectAccessReviewVersion: Required value")]
    [InlineData("failurePolicy: Deny", "failurePolicy: Allow", "webhook.failurePolicy: Unsupported value: \"Allow\"")]
    [InlineData("failurePolicy: Deny\n", "\n", "webhook.failurePolicy: Required value")]
    [InlineData("timeout: 3s", "timeout: 3s\n    matchConditions: [{expression: \"true\"}]", "webhook.matchConditions: Forbidden: expressions (CEL) are not supported")]
    [InlineData("timeout: 3s", "timeout: 3s\n    retries: 3", "webhook.retries: Forbidden: unknown field")]
    [InlineData("type: KubeConfigFile", "type: Socket", "webhook.connectionInfo.type: Unsupported value: \"Socket\"")]
    public void Read_WrongWebhook_NamesTheField(string from, string to, string problem) =>
        Problems(Hook().Replace(from, to, StringComparison.Ordinal)).ShouldContain(p => p.StartsWith("authorizers[0]." + problem, StringComparison.Ordinal));

    [Fact]
    public void Read_KubeconfigThatIsNone_IsNamed()
    {
        File.WriteAllText(kubeconfig, "nonsense: [");
        Problems(Hook()).ShouldContain(p => p.StartsWith("authorizers[0].webhook.connectionInfo.kubeConfigFile: Invalid value: ", StringComparison.Ordinal));
        File.Delete(kubeconfig);
        Problems(Hook()).ShouldContain(p => p.Contains("cannot read", StringComparison.Ordinal));
    }

    private static IReadOnlyList<AuthorizerSettings> Read(string text) => AuthorizationFileReader.Read(
        $"apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers:\n{text}", TimeProvider.System);

    private static IReadOnlyList<string> Problems(string text) => Should.Throw<AccessFileException>(() => Read(text)).Problems;

    private string Hook(string name = "first", string further = "") =>
        $$"""
        - type: Webhook
          name: {{name}}
          webhook:
            {{further}}timeout: 3s
            subjectAccessReviewVersion: v1
            failurePolicy: Deny
            connectionInfo: {type: KubeConfigFile, kubeConfigFile: {{kubeconfig}}}

        """;
}
