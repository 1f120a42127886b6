namespace Outrigger.Cli.Doctor.Model;

/// <summary>What a check came to, in one line.</summary>
/// <param name="State">Only <see cref="CheckState.Fail"/> makes the exit code 1.</param>
/// <param name="Message">What was seen.</param>
/// <param name="Fix">The command that mends it; empty when there is nothing to mend.</param>
internal sealed record CheckResult(CheckState State, string Message, string Fix = "")
{
    public static CheckResult Ok(string message) => new(CheckState.Ok, message);

    public static CheckResult Warn(string message, string fix) => new(CheckState.Warn, message, fix);

    public static CheckResult Fail(string message, string fix) => new(CheckState.Fail, message, fix);

    public static CheckResult NotTried(string why) => new(CheckState.NotTried, why);
}
