namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>What went wrong at one place of an expression; the texts are those of cel-go, which clients see.</summary>
internal sealed record CelError(string Message)
{
    public static CelError NoSuchOverload { get; } = new("no such overload");

    public static CelError DivisionByZero { get; } = new("division by zero");

    public static CelError ModulusByZero { get; } = new("modulus by zero");

    public static CelError IntOverflow { get; } = new("integer overflow");

    public static CelError UintOverflow { get; } = new("unsigned integer overflow");

    public static CelError DurationOverflow { get; } = new("duration overflow");

    public static CelError TimestampOverflow { get; } = new("timestamp overflow");

    public static CelError NotANumber { get; } = new("NaN values cannot be ordered");
}
