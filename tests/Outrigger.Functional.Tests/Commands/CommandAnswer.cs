namespace Outrigger.Functional.Tests.Commands;

/// <summary>What a command answered.</summary>
internal sealed record CommandAnswer(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>The output, when it succeeded; the test fails with everything it wrote when not.</summary>
    public string ShouldSucceed()
    {
        ExitCode.ShouldBe(0, Transcript);
        return Output;
    }

    /// <summary>What it wrote to standard error, when it failed.</summary>
    public string ShouldFail()
    {
        ExitCode.ShouldNotBe(0, Transcript);
        return Error;
    }

    /// <summary>The output, when it ended with that code.</summary>
    public string ShouldExit(int code)
    {
        ExitCode.ShouldBe(code, Transcript);
        return Output;
    }

    /// <summary>The output, when it succeeded and holds each of these; the test fails with everything it wrote when not.</summary>
    public string ShouldSay(params IEnumerable<string> texts)
    {
        ShouldSucceed();
        var missing = texts.Where(t => !Output.Contains(t, StringComparison.Ordinal)).ToList();
        missing.ShouldBeEmpty(Transcript);
        return Output;
    }

    /// <summary>What it wrote to standard error, when it failed and that holds the text.</summary>
    public string ShouldRefuse(string text)
    {
        ShouldFail().Contains(text, StringComparison.Ordinal).ShouldBeTrue($"expected \"{text}\"\n{Transcript}");
        return Error;
    }

    private string Transcript => $"$ {Command}\n{Output}{Error}";
}
