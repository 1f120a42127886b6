namespace Outrigger.Cli.Doctor.Model;

/// <summary>What a check came to.</summary>
internal enum CheckState
{
    Ok,
    Warn,
    Fail,
    NotTried,
}
