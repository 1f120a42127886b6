using System.Diagnostics;
using System.Text.Json.Nodes;
using Outrigger.ControlPlane.Classes;

namespace Outrigger.ControlPlane.Tests.Classes;

public sealed class TolerationMergeTests
{
    // key/operator/value/effect/seconds
    [Theory]
    [InlineData("a/Exists///", "b/Exists///", "a/Exists///", "b/Exists///")]
    [InlineData("a/Exists///|a/Exists///", "", "a/Exists///")]
    [InlineData("a/Equal/v/NoSchedule/", "a/Exists///", "a/Exists///")]
    [InlineData("a/Exists///", "a/Equal/v/NoSchedule/", "a/Exists///")]
    [InlineData("a//v//", "a/Equal/v//", "a//v//")]
    [InlineData("a/Equal/v//", "a//v//", "a//v//")]
    [InlineData("a//v//", "a//v/NoSchedule/", "a//v//", "a//v/NoSchedule/")]
    [InlineData("/Exists///", "a/Equal/v/NoExecute/5", "/Exists///")]
    [InlineData("/Equal/v//", "a/Equal/v//", "/Equal/v//", "a/Equal/v//")]
    [InlineData("a/Exists//NoExecute/5", "a/Exists//NoExecute/9", "a/Exists//NoExecute/9")]
    [InlineData("a/Exists//NoExecute/9", "a/Equal/v/NoExecute/9", "a/Exists//NoExecute/9")]
    [InlineData("a/Exists//NoExecute/9", "a/Exists//NoExecute/", "a/Exists//NoExecute/")]
    [InlineData("a/Exists//NoExecute/9", "a/Exists//NoSchedule/", "a/Exists//NoExecute/9", "a/Exists//NoSchedule/")]
    public void Run_CoveredOnes_AreLeftOut(string first, string second, params string[] expected) =>
        TolerationMerge.Run([.. $"{first}|{second}".Split('|', StringSplitOptions.RemoveEmptyEntries).Select(Toleration)]).Select(Text).ShouldBe(expected);

    [Fact]
    public void Run_VeryMany_TakesNoPairs()
    {
        var many = Enumerable.Range(0, 100_000).Select(i => Toleration($"k{i}/Exists///")).ToList();
        var watch = Stopwatch.StartNew();

        TolerationMerge.Run(many).Count.ShouldBe(many.Count);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    private static JsonObject Toleration(string text)
    {
        var made = new JsonObject();
        foreach (var (field, value) in new[] { "key", "operator", "value", "effect" }.Zip(text.Split('/')).Where(p => p.Second.Length > 0))
        {
            made[field] = value;
        }

        if (long.TryParse(text.Split('/')[4], out var seconds))
        {
            made["tolerationSeconds"] = seconds;
        }

        return made;
    }

    private static string Text(JsonObject t) => $"{t["key"]}/{t["operator"]}/{t["value"]}/{t["effect"]}/{t["tolerationSeconds"]}";
}
