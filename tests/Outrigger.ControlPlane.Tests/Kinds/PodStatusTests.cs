using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

/// <summary>What a kubelet may tell of a pod.</summary>
public sealed class PodStatusTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private const string Back = "|FieldValueForbidden|Forbidden: may not be transitioned to non-terminated state";
    private const string Ended = """{"name":"c","state":{"terminated":{"exitCode":CODE}}}""";
    private readonly TestCluster cluster = shared.Cluster;

    [Theory]
    [InlineData("""{"qosClass":"Guaranteed"}""", "status.qosClass|FieldValueInvalid|Invalid value: \"Guaranteed\": field is immutable")]
    [InlineData("""{"observedGeneration":-1}""", "status.observedGeneration|FieldValueInvalid|Invalid value: -1: must be a non-negative integer")]
    [InlineData("""{"nominatedNodeName":"A"}""", "status.nominatedNodeName|FieldValueInvalid|*")]
    [InlineData("""{"conditions":[{"type":"Ready","status":"True","observedGeneration":-1},{"type":"","status":"True"}]}""", "status.conditions[0].observedGeneration|FieldValueInvalid|Invalid value: -1: must be a non-negative integer", "status.conditions[1].Type|FieldValueInvalid|Invalid value: \"\": name part must be non-empty", "status.conditions[1].Type|FieldValueInvalid|Invalid value: \"\": name part must consist*")]
    [InlineData("""{"podIPs":[{"ip":"x"}]}""", "status.podIPs[0]|FieldValueInvalid|Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    [InlineData("""{"podIP":"x"}""", "status.podIPs[0]|FieldValueInvalid|Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    [InlineData("""{"podIPs":[{"ip":"1.1.1.1"},{"ip":"2.2.2.2"}]}""", "status.podIPs|FieldValueInvalid|Invalid value: [{\"IP\":\"1.1.1.1\"},{\"IP\":\"2.2.2.2\"}]: may specify no more than one IP for each IP family")]
    [InlineData("""{"hostIPs":[{"ip":"01.1.1.1"}]}""", "status.hostIPs[0].ip|FieldValueInvalid|Invalid value: \"01.1.1.1\": must be equal to `hostIP`", "status.hostIPs[0]|FieldValueInvalid|Invalid value: \"01.1.1.1\": must not have leading 0s")]
    [InlineData("""{"resourceClaimStatuses":[{"name":"a"}]}""", "status.resourceClaimStatuses[0].name|FieldValueInvalid|Invalid value: \"a\": must match the name of an entry in `spec.resourceClaims`")]
    public async Task Update_Faulty_IsRefused(string status, params string[] causes)
    {
        var pod = await PodAsync("");

        var refused = await Should.ThrowAsync<StatusException>(() => TellAsync(pod, status));

        var faults = Faults.Of(refused);
        faults.Length.ShouldBe(causes.Length, string.Join('\n', faults));
        foreach (var (fault, cause) in faults.Zip(causes))
        {
            (cause.EndsWith('*') ? fault.StartsWith(cause[..^1], StringComparison.Ordinal) : fault == cause).ShouldBeTrue(fault);
        }
    }

    [Theory]
    [InlineData("\"restartPolicy\":\"Never\"", 1, true)]
    [InlineData("\"restartPolicy\":\"OnFailure\"", 0, true)]
    [InlineData("\"restartPolicy\":\"OnFailure\"", 1, false)]
    [InlineData("\"restartPolicy\":\"Always\"", 0, false)]
    public async Task Container_ThatEnded_StaysSoUnlessItMayRestart(string policy, int code, bool isRefused) =>
        await RestartAsync(await PodAsync($",{policy}"), "containerStatuses", code, isRefused);

    [Theory]
    [InlineData("\"restartPolicy\":\"Always\"", 1, false)]
    [InlineData("\"restartPolicy\":\"OnFailure\"", 0, true)]
    [InlineData("\"restartPolicy\":\"OnFailure\"", 1, false)]
    [InlineData("\"restartPolicy\":\"Never\",\"restartPolicyRules\":[{\"action\":\"Restart\",\"exitCodes\":{\"operator\":\"In\",\"values\":[42]}}]", 42, false)]
    [InlineData("\"restartPolicy\":\"Never\",\"restartPolicyRules\":[{\"action\":\"Restart\",\"exitCodes\":{\"operator\":\"In\",\"values\":[42]}}]", 43, true)]
    [InlineData("\"restartPolicy\":\"Never\",\"restartPolicyRules\":[{\"action\":\"Restart\",\"exitCodes\":{\"operator\":\"NotIn\",\"values\":[42]}}]", 42, true)]
    [InlineData("\"restartPolicy\":\"Never\",\"restartPolicyRules\":[{\"action\":\"Restart\",\"exitCodes\":{\"operator\":\"NotIn\",\"values\":[42]}}]", 43, false)]
    [InlineData("\"restartPolicy\":\"Never\",\"restartPolicyRules\":[{\"action\":\"RestartAllContainers\",\"exitCodes\":{\"operator\":\"NotIn\",\"values\":[43]}}]", 43, false)]
    public async Task Container_WithItsOwnPolicy_ThatEnded_FollowsIt(string policy, int code, bool isRefused) =>
        await RestartAsync(await PodAsync(",\"restartPolicy\":\"Never\"", $",{policy}"), "containerStatuses", code, isRefused);

    [Fact]
    public async Task Container_OfNoSpecOrEphemeral_ThatEnded_StaysSo()
    {
        await RestartAsync(await PodAsync(""), "initContainerStatuses", 1, isRefused: true);
        await RestartAsync(await PodAsync(""), "ephemeralContainerStatuses", 1, isRefused: true);
    }

    [Fact]
    public async Task Update_Right_KeepsTheQuality()
    {
        var pod = await PodAsync(",\"nodeName\":\"n\"");

        var told = await TellAsync(pod, """{"qosClass":"","hostIP":"1.1.1.1","hostIPs":[{"ip":"1.1.1.1"}],"podIPs":[{"ip":"1.1.1.1"},{"ip":"fd00::1"}],"conditions":[{"type":"Ready","status":"True"},{"type":"example.com/a","status":"True"}]}""");
        var nominated = await Should.ThrowAsync<StatusException>(() => TellAsync(pod, """{"nominatedNodeName":"m"}"""));

        told["status"]!["qosClass"]!.GetValue<string>().ShouldBe("BestEffort");
        Faults.Of(nominated).ShouldBe(["status.nominatedNodeName|FieldValueForbidden|Forbidden: may not be set on pods that are already bound to a node"]);
    }

    private async Task RestartAsync(string pod, string list, int code, bool isRefused)
    {
        await TellAsync(pod, $"{{\"{list}\":[{Ended.Replace("CODE", $"{code}", StringComparison.Ordinal)}]}}");
        Task Again() => TellAsync(pod, $"{{\"{list}\":[{{\"name\":\"c\",\"state\":{{\"running\":{{}}}}}}]}}");

        if (isRefused)
        {
            Faults.Of(await Should.ThrowAsync<StatusException>(Again)).ShouldBe([$"status.{list}[0].state{Back}"]);
        }
        else
        {
            await Again();
        }
    }

    private async Task<string> PodAsync(string fields, string container = "")
    {
        var pod = await cluster.CreateAsync(
            "pods",
            "{\"metadata\":{\"generateName\":\"told-\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"" + container + "}]" + fields + "}}",
            "default");
        return pod["metadata"]!["name"]!.GetValue<string>();
    }

    private Task<JsonObject> TellAsync(string pod, string status) =>
        cluster.UpdateStatusAsync("pods", pod, p => p["status"] = JsonNode.Parse(status), "default");
}
