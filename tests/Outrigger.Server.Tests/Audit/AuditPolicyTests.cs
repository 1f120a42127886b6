using System.Text;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Audit.Policies;

namespace Outrigger.Server.Tests.Audit;

public sealed class AuditPolicyTests
{
    private static readonly AuditSubject Pod = new(new UserInfo("jane", ["dev", "system:authenticated"]), "get", true, "/api/v1/namespaces/a/pods/x")
    {
        Version = "v1", Resource = "pods", Namespace = "a", Name = "x",
    };

    private static readonly AuditSubject Log = Pod with { Subresource = "log" };
    private static readonly AuditSubject Role = Pod with { Group = "rbac.authorization.k8s.io", Resource = "clusterroles", Namespace = "" };
    private static readonly AuditSubject Page = new(Pod.User, "get", false, "/healthz/ping");

    [Theory]
    [InlineData("users: [jane]", true)]
    [InlineData("users: [joe]", false)]
    [InlineData("userGroups: [ops, dev]", true)]
    [InlineData("userGroups: [ops]", false)]
    [InlineData("verbs: [get, list]", true)]
    [InlineData("verbs: [list]", false)]
    [InlineData("namespaces: [a]", true)]
    [InlineData("namespaces: [b]", false)]
    [InlineData("namespaces: [\"\"]", false)]
    [InlineData("resources: [{group: \"\"}]", true)]
    [InlineData("resources: [{group: \"*\"}]", true)]
    [InlineData("resources: [{group: apps}]", false)]
    [InlineData("resources: [{resources: [pods]}]", true)]
    [InlineData("resources: [{resources: [pods/log]}]", false)]
    [InlineData("resources: [{resources: [\"pods/*\"]}]", true)]
    [InlineData("resources: [{resources: [\"*\"]}]", true)]
    [InlineData("resources: [{resources: [pods], resourceNames: [x]}]", true)]
    [InlineData("resources: [{resources: [pods], resourceNames: [other]}]", false)]
    [InlineData("nonResourceURLs: [/healthz*]", false)]
    [InlineData("users: [jane], verbs: [get], namespaces: [a], resources: [{resources: [pods]}]", true)]
    [InlineData("users: [jane], verbs: [list]", false)]
    public void Decide_OneRule_MatchesWhatItSays(string rule, bool matches) => Matches(rule, Pod).ShouldBe(matches);

    [Theory]
    [InlineData("pods", false)]
    [InlineData("pods/log", true)]
    [InlineData("pods/exec", false)]
    [InlineData("pods/*", true)]
    [InlineData("*/log", true)]
    [InlineData("*/scale", false)]
    [InlineData("*", true)]
    public void Decide_Subresource_IsNamedByItsPath(string resource, bool matches) =>
        Matches($"resources: [{{resources: [\"{resource}\"]}}]", Log).ShouldBe(matches);

    [Theory]
    [InlineData("/healthz*", true)]
    [InlineData("/healthz/ping", true)]
    [InlineData("/healthz", false)]
    [InlineData("*", true)]
    [InlineData("/metrics", false)]
    public void Decide_Path_MatchesWholeOrByItsBeginning(string url, bool matches) => Matches($"nonResourceURLs: [\"{url}\"]", Page).ShouldBe(matches);

    [Fact]
    public void Decide_ResourceOrNamespaceRule_IsNotForPaths()
    {
        Matches("resources: [{group: \"*\"}]", Page).ShouldBeFalse();
        Matches("namespaces: [\"\"]", Page).ShouldBeFalse();
        Matches("namespaces: [\"\"]", Role).ShouldBeTrue();
    }

    [Fact]
    public void Decide_UnknownCaller_IsNoUserAndInNoGroup()
    {
        Matches("users: [\"\"]", Page with { User = null }).ShouldBeFalse();
        Matches("userGroups: [dev]", Page with { User = null }).ShouldBeFalse();
        Matches("verbs: [get]", Page with { User = null }).ShouldBeTrue();
    }

    [Fact]
    public void Decide_SeveralRules_TheFirstThatMatchesWins()
    {
        var policy = Read("""
            omitStages: [RequestReceived]
            omitManagedFields: true
            rules:
            - {level: None, users: [joe]}
            - {level: Request, users: [jane], omitStages: [ResponseStarted], omitManagedFields: false}
            - {level: Metadata}
            """);

        policy.Decide(Pod).ShouldBe(new AuditDecision(AuditLevel.Request, AuditStages.RequestReceived | AuditStages.ResponseStarted));
        policy.Decide(Pod with { User = new UserInfo("joe", []) }).Level.ShouldBe(AuditLevel.None);
        policy.Decide(Pod with { User = null }).ShouldBe(new AuditDecision(AuditLevel.Metadata, AuditStages.RequestReceived, OmitManagedFields: true));
    }

    [Fact]
    public void Decide_NoRuleMatches_RecordsNothing() => Matches("users: [nobody]", Pod).ShouldBeFalse();

    [Theory]
    [InlineData("rules: []", "rules: at least one")]
    [InlineData("rules: [{level: metadata}]", "rules[0].level: \"metadata\" is none of None, Metadata, Request, RequestResponse")]
    [InlineData("rules: [{level: \"2\"}]", "rules[0].level")]
    [InlineData("rules: [{level: Metadata, resource: [pods]}]", "rules[0].resource: no such field")]
    [InlineData("rules: [{level: Metadata, resources: [pods]}]", "rules[0].resources: must be a list of objects")]
    [InlineData("rules: [{level: Metadata, users: jane}]", "rules[0].users: must be a list of texts")]
    [InlineData("rules: [{level: Metadata, omitStages: [Started]}]", "rules[0].omitStages: \"Started\" is none of")]
    [InlineData("rules: [{level: Metadata, nonResourceURLs: [healthz]}]", "must begin with /")]
    [InlineData("rules: [{level: Metadata, nonResourceURLs: [\"/a*b\"]}]", "may have a * at its end only")]
    [InlineData("rules: [{level: Metadata, nonResourceURLs: [/a], namespaces: [b]}]", "make two of it")]
    [InlineData("rules: [{level: Metadata, resources: [{group: apps/v1}]}]", "rules[0].resources[0].group")]
    [InlineData("rules: [{level: Metadata, resources: [{resourceNames: [x]}]}]", "needs resources beside it")]
    [InlineData("rules: [{level: Metadata, omitManagedFields: maybe}]", "must be true or false")]
    [InlineData("rules: [{level: Metadata}]\nrules: [{level: None}]", "rules: given twice")]
    [InlineData("rules: [", "neither YAML nor JSON")]
    public void Read_BadPolicy_SaysWhere(string text, string problem)
    {
        AuditPolicyReader.Read(Encoding.UTF8.GetBytes($"apiVersion: audit.k8s.io/v1\nkind: Policy\n{text}"), out var problems).ShouldBeNull();
        string.Join('\n', problems).ShouldContain(problem);
    }

    [Theory]
    [InlineData("apiVersion: audit.k8s.io/v1beta1\nkind: Policy\nrules: [{level: None}]")]
    [InlineData("rules: [{level: None}]")]
    public void Read_OtherVersion_IsRefused(string text)
    {
        AuditPolicyReader.Read(Encoding.UTF8.GetBytes(text), out var problems).ShouldBeNull();
        problems.ShouldContain(p => p.Contains("apiVersion: audit.k8s.io/v1", StringComparison.Ordinal));
    }

    private static bool Matches(string rule, AuditSubject subject) =>
        Read($"rules: [{{level: Metadata, {rule}}}]").Decide(subject).Level == AuditLevel.Metadata;

    private static AuditPolicy Read(string text)
    {
        var policy = AuditPolicyReader.Read(Encoding.UTF8.GetBytes($"apiVersion: audit.k8s.io/v1\nkind: Policy\n{text}"), out var problems);
        problems.ShouldBeEmpty();
        return policy!;
    }
}
