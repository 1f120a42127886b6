using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Tests;

public sealed class WarningSinkTests
{
    [Fact]
    public void Add_ARepeatOrNothing_IsNoFurtherWarning()
    {
        var sink = new WarningSink();
        foreach (var text in (string[])["b", "a", "b", ""])
        {
            sink.Add(text);
        }

        sink.Texts.ShouldBe(["b", "a"]);
    }

    [Fact]
    public void Add_LongOnesThatFit_AreWhole()
    {
        var sink = new WarningSink();
        sink.Add(new string('a', 4000));
        sink.Add(new string('b', 96));

        sink.Texts.Select(t => t.Length).ShouldBe([4000, 96]);
    }

    [Fact]
    public void Add_MoreThanFit_CutsEach()
    {
        var sink = new WarningSink();
        sink.Add(string.Concat(Enumerable.Repeat("\U0001F600", 4000)));
        sink.Add("short");
        sink.Add(new string('b', 300));
        sink.Add(new string('c', 300));

        sink.Texts.ShouldBe([string.Concat(Enumerable.Repeat("\U0001F600", 256)), "short", new string('b', 256), new string('c', 256)]);
    }

    [Fact]
    public void Add_WithoutEnd_IsBounded()
    {
        var sink = new WarningSink();
        for (var i = 0; i < 100_000; i++)
        {
            sink.Add($"spec.items[{i}]: Invalid value: 0: must be positive");
        }

        sink.Texts.Sum(t => t.Length).ShouldBeInRange(4096, 4096 + 256);
        sink.Texts[0].ShouldBe("spec.items[0]: Invalid value: 0: must be positive");
    }
}
