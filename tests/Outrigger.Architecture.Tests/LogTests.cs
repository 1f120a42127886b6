using System.Text.RegularExpressions;

namespace Outrigger.Architecture.Tests;

/// <summary>An event id tells one message from all others, whichever part of the process logs it.</summary>
public sealed partial class LogTests
{
    [Fact]
    public void EventIds_AreUsedOnce()
    {
        var ids = Repository.Sources("src")
            .SelectMany(f => EventId().Matches(string.Join('\n', f.Lines)).Select(m => (Id: m.Groups["id"].Value, f.Path)))
            .ToList();

        ids.ShouldNotBeEmpty();
        ids.GroupBy(i => i.Id, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(i => i.Path))}").ShouldBeEmpty();
    }

    [Fact]
    public void Messages_HaveAnEventId()
    {
        var nameless = Repository.Sources("src").Where(f => string.Join('\n', f.Lines) is var text && Message().Count(text) != EventId().Count(text));

        nameless.Select(f => f.Path).ShouldBeEmpty();
    }

    [GeneratedRegex(@"\[LoggerMessage\(\s*(EventId = )?(?<id>[0-9]+),", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex EventId();

    [GeneratedRegex(@"\[LoggerMessage\(", RegexOptions.NonBacktracking)]
    private static partial Regex Message();
}
