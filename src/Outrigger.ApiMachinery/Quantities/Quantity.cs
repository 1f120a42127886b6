using System.Numerics;

namespace Outrigger.ApiMachinery.Quantities;

/// <summary>
/// An exact number with a unit prefix, such as <c>500m</c>, <c>2Gi</c> or <c>1e3</c> (apimachinery api/resource). Immutable; equal when the
/// numbers are, whatever the form. Nothing finer than 1n: smaller parts are rounded away from zero.
/// </summary>
public readonly struct Quantity : IComparable<Quantity>, IEquatable<Quantity>
{
    private readonly BigInteger unscaled;
    private readonly int exponent;
    private readonly string? text;

    internal Quantity(BigInteger unscaled, int exponent, QuantityFormat format, string? text = null)
    {
        this.unscaled = unscaled;
        this.exponent = exponent;
        this.text = text;
        Format = format;
    }

    /// <summary>How it is written.</summary>
    public QuantityFormat Format { get; }

    /// <summary>Whether it is 0.</summary>
    public bool IsZero => unscaled.IsZero;

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => unscaled.Sign;

    public static bool operator ==(Quantity left, Quantity right) => left.Equals(right);

    public static bool operator !=(Quantity left, Quantity right) => !left.Equals(right);

    public static bool operator <(Quantity left, Quantity right) => left.CompareTo(right) < 0;

    public static bool operator >(Quantity left, Quantity right) => left.CompareTo(right) > 0;

    public static bool operator <=(Quantity left, Quantity right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Quantity left, Quantity right) => left.CompareTo(right) >= 0;

    /// <summary>Zero takes the form of what is added to it.</summary>
    public static Quantity operator +(Quantity left, Quantity right)
    {
        var common = Math.Min(left.exponent, right.exponent);
        return new(left.At(common) + right.At(common), common, left.IsZero ? right.Format : left.Format);
    }

    public static Quantity operator -(Quantity value) => new(-value.unscaled, value.exponent, value.Format);

    public static Quantity operator -(Quantity left, Quantity right) => left + -right;

    public static Quantity operator *(Quantity left, long right) => new(left.unscaled * right, left.exponent, left.Format);

    /// <summary>A whole number.</summary>
    public static Quantity FromLong(long value, QuantityFormat format = QuantityFormat.DecimalSi) => new(value, 0, format);

    /// <summary><paramref name="value"/> × 10^<paramref name="exponent"/>; exponents from -9 (n) to 18 (E).</summary>
    public static Quantity FromScaled(long value, int exponent, QuantityFormat format = QuantityFormat.DecimalSi)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exponent, QuantityParser.Nano);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exponent, 18);
        return new(value, exponent, format);
    }

    /// <summary>Thousandths.</summary>
    public static Quantity FromMilli(long value, QuantityFormat format = QuantityFormat.DecimalSi) => new(value, -3, format);

    /// <summary>Reads a quantity; <see cref="FormatException"/> with Kubernetes' words when it is none.</summary>
    public static Quantity Parse(string text) =>
        TryParse(text, out var value, out var error) ? value : throw new FormatException(error);

    /// <summary>Reads a quantity; <paramref name="error"/> is Kubernetes' text when it is none.</summary>
    public static bool TryParse(string text, out Quantity value, out string? error)
    {
        error = QuantityParser.Parse(text, out value);
        return error is null;
    }

    /// <summary>The whole number, rounded away from zero; the nearest <c>long</c> when it does not fit.</summary>
    public long Value() => Scaled(0);

    /// <summary>In thousandths, rounded as <see cref="Value"/>.</summary>
    public long MilliValue() => Scaled(-3);

    /// <summary>In units of 10^<paramref name="unit"/>, rounded as <see cref="Value"/>.</summary>
    public long Scaled(int unit)
    {
        var whole = RoundedTo(unit, out _);
        return whole > long.MaxValue ? long.MaxValue : whole < long.MinValue ? long.MinValue : (long)whole;
    }

    /// <summary>The nearest floating point number.</summary>
    public double ToDouble() => exponent >= 0
        ? (double)At(0)
        : (double)unscaled / (double)BigInteger.Pow(10, -exponent);

    public int CompareTo(Quantity other)
    {
        var common = Math.Min(exponent, other.exponent);
        return At(common).CompareTo(other.At(common));
    }

    public bool Equals(Quantity other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    public override int GetHashCode() => At(Math.Min(exponent, QuantityParser.Nano)).GetHashCode();

    /// <summary>The canonical text: no fraction, the largest prefix that leaves none. A text that was canonical enough is kept as it was read.</summary>
    public override string ToString() => text ?? QuantityText.Format(this);

    internal (BigInteger Unscaled, int Exponent) Parts() => (unscaled, exponent);

    /// <summary>The number in units of 10^<paramref name="unit"/>, away from zero.</summary>
    internal BigInteger RoundedTo(int unit, out bool exact)
    {
        exact = true;
        if (exponent >= unit)
        {
            return At(unit);
        }

        var whole = BigInteger.DivRem(unscaled, BigInteger.Pow(10, unit - exponent), out var rest);
        exact = rest.IsZero;
        return exact ? whole : whole + rest.Sign;
    }

    private BigInteger At(int unit) => exponent == unit ? unscaled : unscaled * BigInteger.Pow(10, exponent - unit);
}
