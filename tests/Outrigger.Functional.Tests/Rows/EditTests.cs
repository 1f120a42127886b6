using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>kubectl edit, with sed for an editor.</summary>
public sealed class EditTests(SharedCluster cluster) : RowTest(cluster)
{
    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Edit_AField_ChangesIt(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        (await Editing(row, "s/processor:v1/processor:v2/").RunAsync($"edit KIND {Name}")).ShouldSay($"{row.Subject.Type}/{Name} edited");
        (await row.RunAsync($"get KIND {Name} -o 'jsonpath={row.Subject.ImagePath}'")).ShouldSucceed().ShouldBe("processor:v2");
        (await Editing(row, "s/nothing/at-all/").RunAsync($"edit KIND {Name}")).ShouldSucceed();
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Custom)]
    public async Task Edit_TheStatus_ChangesTheStatusAlone(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        // the controller of Deployments leaves conditions of others as they are
        var merge = kind == Subject.BuiltIn
            ? """{"status":{"conditions":[{"type":"Mine","status":"True","message":"text5"}]}}"""
            : """{"status":{"availableReplicas":5}}""";
        (await row.RunAsync($"patch KIND {Name} --subresource=status --type=merge -p '{merge}'")).ShouldSay("patched");
        var expression = kind == Subject.BuiltIn ? "s/text5/text6/" : "/^status/,$s/5/6/";
        (await Editing(row, expression).RunAsync($"edit KIND {Name} --subresource=status")).ShouldSay($"{row.Subject.Type}/{Name} edited");
        var edited = await row.ReadAsync();
        if (kind == Subject.BuiltIn)
        {
            edited["status"]!["conditions"]!.AsArray().Select(c => (string?)c!["message"]).ShouldContain("text6");
        }
        else
        {
            edited["status"]!["availableReplicas"]!.GetValue<long>().ShouldBe(6);
        }

        edited["metadata"]!["generation"]!.GetValue<long>().ShouldBe(1);
    }

    [Theory, EachKubectl(Subject.BuiltIn, Subject.Aggregated, Subject.Custom)]
    public async Task Edit_WhatTheServerRefuses_IsOpenedAgainThenCancelled(string version, string kind)
    {
        var row = await RowAsync(version, kind);
        var answer = await Editing(row, "/replicas:.3$/s/3$/-3/").RunAsync($"edit KIND {Name}");
        answer.ShouldRefuse("Edit cancelled, no valid changes were saved.");
        answer.ShouldRefuse("A copy of your changes has been stored to");
        (await row.ReadAsync())["spec"]!["replicas"]!.GetValue<long>().ShouldBe(3);
    }

    // kubectl splits the editor's command line at spaces
    private static Row Editing(Row row, string expression) => row.With("KUBE_EDITOR", $"sed -i {expression}");
}
