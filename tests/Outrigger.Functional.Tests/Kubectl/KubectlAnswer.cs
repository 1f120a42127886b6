namespace Outrigger.Functional.Tests.Kubectl;

/// <summary>What kubectl answered.</summary>
internal sealed record KubectlAnswer(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>The output, when it succeeded; the test fails with everything it wrote when not.</summary>
    public string ShouldSucceed()
    {
        ExitCode.ShouldBe(0, $"$ {Command}\n{Output}{Error}");
        return Output;
    }

    /// <summary>What it wrote to standard error, when it failed.</summary>
    public string ShouldFail()
    {
        ExitCode.ShouldNotBe(0, $"$ {Command}\n{Output}{Error}");
        return Error;
    }
}
