using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Outrigger.ApiMachinery.Quantities;

namespace Outrigger.ApiMachinery.Tests.Quantities;

/// <summary>Quantities against exact arithmetic on whole numbers of nano units.</summary>
public sealed class QuantityOracleTests
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true);

    private static readonly (string Suffix, BigInteger Nanos)[] Suffixes =
    [
        ("n", 1), ("u", 1_000), ("m", 1_000_000), ("", 1_000_000_000), ("k", Big(12)), ("M", Big(15)), ("G", Big(18)), ("T", Big(21)),
        ("Ki", 1024 * Big(9)), ("Mi", BigInteger.Pow(1024, 2) * Big(9)), ("Gi", BigInteger.Pow(1024, 3) * Big(9)), ("e3", Big(12)), ("E2", Big(11)), ("e-2", Big(7)),
    ];

    private static Arbitrary<(string Text, BigInteger Nanos)> Texts { get; } =
        Gen.Zip(Gen.Choose(-100_000, 100_000), Gen.Elements(Suffixes))
            .Select(p => ($"{p.Item1.ToString(CultureInfo.InvariantCulture)}{p.Item2.Suffix}", p.Item1 * p.Item2.Nanos)).ToArbitrary();

    [Fact]
    public void Compare_AnyTwo_IsTheOrderOfTheNumbers() => Check.One(Quick, Prop.ForAll(Texts, Texts, (a, b) =>
        Math.Sign(Quantity.Parse(a.Text).CompareTo(Quantity.Parse(b.Text))) == a.Nanos.CompareTo(b.Nanos)
        && Quantity.Parse(a.Text).Equals(Quantity.Parse(b.Text)) == (a.Nanos == b.Nanos)));

    [Fact]
    public void Equal_AnyTwo_HaveTheSameHash() => Check.One(Quick, Prop.ForAll(Texts, a =>
        Quantity.Parse($"{a.Nanos}n").GetHashCode() == Quantity.Parse(a.Text).GetHashCode()));

    [Fact]
    public void Add_AnyTwo_IsTheSumOfTheNumbers() => Check.One(Quick, Prop.ForAll(Texts, Texts, (a, b) =>
        Quantity.Parse(a.Text) + Quantity.Parse(b.Text) == Quantity.Parse($"{a.Nanos + b.Nanos}n")));

    [Fact]
    public void Print_Any_ReadsBackAsTheSameNumberAndText() => Check.One(Quick, Prop.ForAll(Texts, a =>
    {
        var printed = Quantity.Parse(a.Text).ToString();
        return Quantity.Parse(printed) == Quantity.Parse(a.Text) && string.Equals(Quantity.Parse(printed).ToString(), printed, StringComparison.Ordinal);
    }));

    [Fact]
    public void Value_Any_IsRoundedUp() => Check.One(Quick, Prop.ForAll(Texts, a =>
    {
        var whole = BigInteger.DivRem(a.Nanos, Big(9), out var rest);
        var up = rest.IsZero ? whole : a.Nanos.Sign > 0 ? whole + 1 : whole - 1;
        return Quantity.Parse(a.Text).Value() == (long)BigInteger.Min(BigInteger.Max(up, long.MinValue), long.MaxValue);
    }));

    private static BigInteger Big(int exponent) => BigInteger.Pow(10, exponent);
}
