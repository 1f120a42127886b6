using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Kinds.Strategies;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class JobRulesTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private const string Jobs = "jobs.batch";
    private const string Namespace = "default";
    private readonly TestCluster cluster = shared.Cluster;

    [Theory]
    [InlineData("* * * * *", null)]
    [InlineData("*/5 0-6,8-23/2 ? jan-Dec sun", null)]
    [InlineData("@every 1h30m", null)]
    [InlineData("@midnight", null)]
    [InlineData("60 * * * *", "end of range (60) above maximum (59): 60")]
    [InlineData("* * 0 * *", "beginning of range (0) below minimum (1): 0")]
    [InlineData("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1")]
    [InlineData("*/0 * * * *", "step of range should be a positive number: */0")]
    [InlineData("1-2-3 * * * *", "too many hyphens: 1-2-3")]
    [InlineData("1/2/3 * * * *", "too many slashes: 1/2/3")]
    [InlineData("a * * * *", "failed to parse int from a: strconv.Atoi: parsing \"a\": invalid syntax")]
    [InlineData("* * * * * *", "expected exactly 5 fields, found 6: [* * * * * *]")]
    [InlineData("@often", "unrecognized descriptor: @often")]
    [InlineData("@every day", "failed to parse duration @every day: time: invalid duration \"day\"")]
    public void FaultOf_Schedule_IsThatOfTheGrammar(string schedule, string? fault) => CronSchedule.FaultOf(schedule).ShouldBe(fault);

    [Theory]
    [InlineData("""{"completionMode":"Indexed","parallelism":2}""", "spec.completions: Required value: when completion mode is Indexed")]
    [InlineData("""{"completionMode":"Other"}""", "spec.completionMode: Unsupported value: \"Other\": supported values: \"NonIndexed\", \"Indexed\"")]
    [InlineData("""{"backoffLimitPerIndex":1}""", "spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode")]
    [InlineData("""{"parallelism":-1}""", "spec.parallelism: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("""{"managedBy":"me"}""", "spec.managedBy: Invalid value: \"me\": must be a domain-prefixed path (such as \"acme.io/foo\")")]
    [InlineData("""{"selector":{"matchLabels":{"a":"b"}}}""", "spec.selector: Invalid value: {\"matchLabels\":{\"a\":\"b\",")]
    [InlineData("""{"podReplacementPolicy":"Never"}""", "spec.podReplacementPolicy: Unsupported value: \"Never\": supported values: \"Failed\", \"TerminatingOrFailed\"")]
    [InlineData("""{"podFailurePolicy":{"rules":[{"action":"Ignore","onExitCodes":{"operator":"In","values":[2,1,0]}}]}}""", "spec.podFailurePolicy.rules[0].onExitCodes.values[2]: Invalid value: 0: must not be 0 for the In operator")]
    [InlineData("""{"podFailurePolicy":{"rules":[{"action":"FailIndex"}]}}""", "spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required")]
    [InlineData("""{"completionMode":"Indexed","completions":3,"successPolicy":{"rules":[{"succeededIndexes":"1-3"}]}}""", "spec.successPolicy.rules[0].succeededIndexes: Invalid value: \"1-3\": error parsing succeededIndexes: too large index: \"3\"")]
    public async Task Create_Faulty_IsRefused(string spec, string fault)
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(Jobs, Job("faulty", spec), Namespace));

        refused.Status.Code.ShouldBe(422);
        refused.Status.Message.ShouldContain(fault);
    }

    [Fact]
    public async Task Update_Running_IsFixedSuspendedIsNot()
    {
        await cluster.CreateAsync(Jobs, Job("running", """{"completions":2}"""), Namespace);
        await cluster.CreateAsync(Jobs, Job("suspended", """{"suspend":true}"""), Namespace);

        (await Refusal("running", j => j["spec"]!["completions"] = 3)).ShouldContain("spec.completions: Invalid value: 3: field is immutable");
        (await Refusal("running", Tolerate)).ShouldContain("spec.template: Invalid value: ");
        (await Refusal("suspended", j => j["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "j")).ShouldContain("field is immutable");
        var changed = await cluster.UpdateAsync(Jobs, "suspended", Tolerate, Namespace);

        changed["spec"]!["template"]!["spec"]!["nodeSelector"]!["a"]!.GetValue<string>().ShouldBe("b");
    }

    [Fact]
    public async Task Update_Indexed_MayGrowWithItsParallelism()
    {
        await cluster.CreateAsync(Jobs, Job("indexed", """{"completionMode":"Indexed","completions":2,"parallelism":2}"""), Namespace);

        (await Refusal("indexed", j => j["spec"]!["completions"] = 3)).ShouldContain("can only be modified in tandem with spec.parallelism");
        var grown = await cluster.UpdateAsync(Jobs, "indexed", j => { j["spec"]!["completions"] = 3; j["spec"]!["parallelism"] = 3; }, Namespace);

        grown["spec"]!["completions"]!.ToJsonString().ShouldBe("3");
    }

    [Fact]
    public async Task UpdateStatus_EndedJob_StaysEnded()
    {
        await cluster.CreateAsync(Jobs, Job("ended", "{}"), Namespace);
        (await StatusRefusal("ended", """{"conditions":[{"type":"Complete","status":"True"}]}"""))
            .ShouldContain("status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
        (await StatusRefusal("ended", """{"completionTime":"2024-01-01T00:00:00Z"}"""))
            .ShouldContain("status.completionTime: Invalid value: \"2024-01-01T00:00:00Z\": cannot set completionTime when there is no Complete=True condition");
        const string Done = """
            {"startTime":"2024-01-01T00:00:00Z","completionTime":"2024-01-01T00:00:01Z","succeeded":1,
             "conditions":[{"type":"SuccessCriteriaMet","status":"True"},{"type":"Complete","status":"True"}]}
            """;
        await cluster.UpdateStatusAsync(Jobs, "ended", j => j["status"] = JsonNode.Parse(Done), Namespace);

        (await StatusRefusal("ended", """{"startTime":"2024-01-01T00:00:00Z"}""")).ShouldContain("cannot disable the terminal Complete=True condition");
        (await StatusRefusal("ended", Done.Replace("\"succeeded\":1", "\"active\":1", StringComparison.Ordinal)))
            .ShouldContain("status.active: Invalid value: 1: active>0 is invalid for finished job");
    }

    [Theory]
    [InlineData("TZ=UTC * * * * *", "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")]
    [InlineData("* * * * 7", "end of range (7) above maximum (6): 7")]
    public async Task CronJob_FaultySchedule_IsRefused(string schedule, string fault)
    {
        var job = $$"""
            {"metadata":{"name":"cron"},"spec":{"schedule":"{{schedule}}","jobTemplate":{"spec":{
             "template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]} } } } } }
            """;

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync("cronjobs.batch", job, Namespace));

        refused.Status.Message.ShouldBe($"CronJob.batch \"cron\" is invalid: spec.schedule: Invalid value: \"{schedule}\": {fault}");
    }

    private static void Tolerate(JsonObject job) => job["spec"]!["template"]!["spec"]!["nodeSelector"] = new JsonObject { ["a"] = "b" };

    private static string Job(string name, string spec)
    {
        var job = (JsonObject)JsonNode.Parse(spec)!;
        job["template"] = JsonNode.Parse("""{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}""");
        return new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = job }.ToJsonString();
    }

    private async Task<string> Refusal(string name, Action<JsonObject> change) =>
        (await Should.ThrowAsync<StatusException>(() => cluster.UpdateAsync(Jobs, name, change, Namespace))).Status.Message;

    private async Task<string> StatusRefusal(string name, string status) => (await Should.ThrowAsync<StatusException>(
        () => cluster.UpdateStatusAsync(Jobs, name, j => j["status"] = JsonNode.Parse(status), Namespace))).Status.Message;
}
