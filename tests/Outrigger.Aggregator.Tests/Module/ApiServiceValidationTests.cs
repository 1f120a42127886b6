using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Outrigger.Aggregator.ApiServices;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.Aggregator.Tests.Module;

public sealed class ApiServiceValidationTests
{
    [Theory]
    [InlineData("v1.bad.io", "{}", "[metadata.name: Invalid value: \"v1.bad.io\": must be `spec.version+\".\"+spec.group`: \".\", spec.group: Required value: only v1 may have an empty group and it better be legacy kube, spec.version: Invalid value: \"\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?'), spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000, spec.versionPriority: Invalid value: 0: must be positive and less than 1000]")]
    [InlineData("v2.bad.io", """{"group":"bad.io","version":"v1","groupPriorityMinimum":1,"versionPriority":1}""", "metadata.name: Invalid value: \"v2.bad.io\": must be `spec.version+\".\"+spec.group`: \"v1.bad.io\"")]
    [InlineData("v2.", """{"group":"","version":"v2","groupPriorityMinimum":1,"versionPriority":1}""", "spec.group: Required value: only v1 may have an empty group and it better be legacy kube")]
    [InlineData("v1.bad.io", """{"group":"bad.io","version":"v1","groupPriorityMinimum":20001,"versionPriority":-1}""", "[spec.groupPriorityMinimum: Invalid value: 20001: must be positive and less than 20000, spec.versionPriority: Invalid value: -1: must be positive and less than 1000]")]
    [InlineData("v1.bad.io", """{"group":"bad.io","version":"v1","groupPriorityMinimum":1,"versionPriority":1,"caBundle":"YWJj","insecureSkipTLSVerify":true}""", "[spec.caBundle: Invalid value: \"3 bytes\": local APIServices may not have a caBundle, spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify]")]
    [InlineData("v1.bad.io", """{"group":"bad.io","version":"v1","groupPriorityMinimum":1,"versionPriority":1,"caBundle":"YWJj","insecureSkipTLSVerify":true,"service":{"name":"a","namespace":"b"}}""", "spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present")]
    [InlineData("v1.bad.io", """{"group":"bad.io","version":"v1","groupPriorityMinimum":1,"versionPriority":1,"service":{"port":65536}}""", "[spec.service.namespace: Required value, spec.service.name: Required value, spec.service.port: Invalid value: 65536: port is not valid: must be between 1 and 65535, inclusive]")]
    [InlineData("v1.bad.io", """{"group":"bad.io","version":"v1","groupPriorityMinimum":1,"versionPriority":1,"service":{"name":"a","namespace":"b","port":0}}""", "spec.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive")]
    public async Task Create_Invalid_IsRefusedInKubernetesWords(string name, string spec, string why)
    {
        await using var harness = await AggregatorHarness.StartAsync();

        var refusal = await Should.ThrowAsync<StatusException>(harness.CreateApiServiceAsync(name, spec));

        refusal.Status.Code.ShouldBe(422);
        refusal.Status.Message.ShouldBe($"APIService.apiregistration.k8s.io \"{name}\" is invalid: {why}");
    }

    [Fact]
    public async Task Create_BundleThatIsNotBase64_IsBadRequest()
    {
        await using var harness = await AggregatorHarness.StartAsync();

        var refusal = await Should.ThrowAsync<StatusException>(harness.CreateApiServiceAsync(
            "v1.bad.io",
            """{"group":"bad.io","version":"v1","groupPriorityMinimum":1,"versionPriority":1,"caBundle":"%%%","service":{"name":"a","namespace":"b"}}"""));

        refusal.Status.Code.ShouldBe(400);
    }

    [Fact]
    public async Task Create_AtTheLimits_GetsThePortAndAnEmptyStatus()
    {
        await using var harness = await AggregatorHarness.StartAsync();
        await harness.CreateApiServiceAsync(
            "v1.shop.io",
            """{"group":"shop.io","version":"v1","groupPriorityMinimum":20000,"versionPriority":1000,"caBundle":"YWJj","service":{"name":"b","namespace":"none"}}""");

        var stored = await harness.GetApiServiceAsync();

        JsonNodes.GetLong(stored, "spec", "service", "port").ShouldBe(443);
        (await harness.ConditionAsync("False", "ServiceNotFound")).ShouldBe("service/b in \"none\" is not present");
    }

    [Fact]
    public async Task UpdateStatus_UnknownWord_IsRefusedAndSpecIsKept()
    {
        await using var harness = await AggregatorHarness.StartAsync();
        await harness.CreateApiServiceAsync();

        var refusal = await Should.ThrowAsync<StatusException>(harness.Objects.UpdateAsync(
            ApiServiceKind.Resource,
            "v1.shop.io",
            a => a["status"] = AggregatorHarness.Tree("""{"conditions":[{"type":"Available","status":"Maybe","lastTransitionTime":null}]}"""),
            subresource: "status"));

        refusal.Status.Message.ShouldContain(
            "status.conditions[0].status: Unsupported value: \"Maybe\": supported values: \"True\", \"False\", \"Unknown\"");

        await harness.Objects.UpdateAsync(
            ApiServiceKind.Resource,
            "v1.shop.io",
            a =>
            {
                a["spec"]!["versionPriority"] = 99;
                a["metadata"]!["labels"] = AggregatorHarness.Tree("""{"a":"b"}""");
            },
            subresource: "status");
        var stored = await harness.GetApiServiceAsync();
        JsonNodes.GetLong(stored, "spec", "versionPriority").ShouldBe(15);
        JsonNodes.Get(stored, "metadata", "labels").ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"spec":{}}""", "Local Unknown")]
    [InlineData("""{"spec":{"service":{"namespace":"a","name":"b"}},"status":{"conditions":[{"type":"Available","status":"True","reason":"Passed"}]}}""", "a/b True")]
    [InlineData("""{"spec":{"service":{"namespace":"a","name":"b"}},"status":{"conditions":[{"type":"Available","status":"False","reason":"MissingEndpoints"}]}}""", "a/b False (MissingEndpoints)")]
    public void Print_Cells_AreServiceAndAvailable(string json, string cells)
    {
        var kind = ApiServiceKind.Definition(AggregatorHarness.Library);
        using var output = new MemoryStream();
        using var writer = new Utf8JsonWriter(output, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var table = new TableWriter(writer, new TableLayout(kind.Columns, kind.Printer), IncludeObject.None, default);

        table.Begin(w => w.WriteNullValue());
        table.Row(AggregatorHarness.Tree(json));
        table.End();
        writer.Flush();

        Encoding.UTF8.GetString(output.ToArray()).ShouldContain($"\"{cells.Split(' ', 2)[0]}\",\"{cells.Split(' ', 2)[1]}\",");
    }
}
