namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>A moment: seconds since 1970 and the nanoseconds after that. From year 1 to the end of 9999.</summary>
public readonly record struct CelTime(long Seconds, int Nanos) : IComparable<CelTime>
{
    /// <summary>Nanoseconds in a second.</summary>
    public const long Second = 1_000_000_000;

    private const long Min = -62135596800;
    private const long Max = 253402300799;
    private const int NanosPerTick = 100;

    /// <summary>Whether the moment is within the years that times can have.</summary>
    public bool IsInRange => Seconds is >= Min and <= Max;

    public static bool operator <(CelTime left, CelTime right) => left.CompareTo(right) < 0;

    public static bool operator >(CelTime left, CelTime right) => left.CompareTo(right) > 0;

    public static bool operator <=(CelTime left, CelTime right) => left.CompareTo(right) <= 0;

    public static bool operator >=(CelTime left, CelTime right) => left.CompareTo(right) >= 0;

    /// <summary>The moment of a date and time, to the tick.</summary>
    public static CelTime From(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
        return rest < 0 ? new(seconds - 1, (int)(rest + TimeSpan.TicksPerSecond) * NanosPerTick) : new(seconds, (int)rest * NanosPerTick);
    }

    /// <summary>The date and time, in UTC, without what is finer than a tick.</summary>
    public DateTimeOffset ToDateTime() => DateTimeOffset.UnixEpoch.AddTicks((Seconds * TimeSpan.TicksPerSecond) + (Nanos / NanosPerTick));

    /// <summary>The moment after (before, if negative) so many nanoseconds; null when it is out of range.</summary>
    public CelTime? Add(long nanoseconds)
    {
        var sum = (Int128)Seconds * Second + Nanos + nanoseconds;
        var seconds = sum / Second;
        var rest = (long)(sum % Second);
        if (rest < 0)
        {
            seconds--;
            rest += Second;
        }

        var moved = new CelTime((long)seconds, (int)rest);
        return moved.IsInRange ? moved : null;
    }

    /// <summary>The nanoseconds since another moment; null when they are more than 64 bits hold.</summary>
    public long? Since(CelTime other)
    {
        var difference = ((Int128)Seconds - other.Seconds) * Second + (Nanos - other.Nanos);
        return difference >= long.MinValue && difference <= long.MaxValue ? (long)difference : null;
    }

    public int CompareTo(CelTime other) => Seconds == other.Seconds ? Nanos.CompareTo(other.Nanos) : Seconds.CompareTo(other.Seconds);
}
