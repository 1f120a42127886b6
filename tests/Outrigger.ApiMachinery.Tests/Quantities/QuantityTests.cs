using FsCheck;
using FsCheck.Fluent;
using Outrigger.ApiMachinery.Quantities;

namespace Outrigger.ApiMachinery.Tests.Quantities;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0Ki", "0")]
    [InlineData("-", "0")]
    [InlineData(".", "0")]
    [InlineData("+5", "+5")]
    [InlineData("1", "1")]
    [InlineData("1000", "1k")]
    [InlineData("1500", "1500")]
    [InlineData("1500m", "1500m")]
    [InlineData("1000m", "1")]
    [InlineData("0.5", "500m")]
    [InlineData(".5", "500m")]
    [InlineData("0.025Ti", "27487790694400m")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1024Ki", "1Mi")]
    [InlineData("1023Ki", "1023Ki")]
    [InlineData("8Ki", "8Ki")]
    [InlineData("0.5Ki", "512")]
    [InlineData("100.035k", "100.035k")]
    [InlineData("1.1Ki", "1126400m")]
    [InlineData("100e-1", "10")]
    [InlineData("1e3", "1e3")]
    [InlineData("12E6", "12E6")]
    [InlineData("1000e3", "1e6")]
    [InlineData("1e14", "100e12")]
    [InlineData("3.001n", "4n")]
    [InlineData("-3.001n", "-4n")]
    [InlineData("0.0000000001", "1n")]
    [InlineData("1e-999999", "1e-9")]
    [InlineData("1.1e-2147483648", "1e-9")]
    [InlineData("0.00000012345", "124n")]
    [InlineData("0.000000000001Ki", "2n")]
    [InlineData("9Ei", "9223372036854775807")]
    [InlineData("-9Ei", "-9223372036854775807")]
    [InlineData("9223372036854775807Ki", "9223372036854775807")]
    [InlineData("12E", "12E")]
    [InlineData("1000E", "1000E")]
    [InlineData("1.G", "1.G")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("-2.5P", "-2500T")]
    public void Parse_Good_HasCanonicalText(string text, string canonical) => Quantity.Parse(text).ToString().ShouldBe(canonical);

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1.1.M")]
    [InlineData("1+1.0M")]
    [InlineData("aoeu")]
    [InlineData("1\n")]
    public void Parse_BadForm_SaysAsKubernetes(string text)
    {
        Quantity.TryParse(text, out _, out var error).ShouldBeFalse();
        error.ShouldBe("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }

    [Theory]
    [InlineData("0.1mi")]
    [InlineData("1i")]
    [InlineData("-3.01i")]
    [InlineData("-3.01e-")]
    [InlineData("1e")]
    [InlineData("1e999999999")]
    [InlineData("1e99999999999999")]
    [InlineData("1KK")]
    public void Parse_BadSuffix_SaysAsKubernetes(string text)
    {
        Quantity.TryParse(text, out _, out var error).ShouldBeFalse();
        error.ShouldBe("unable to parse quantity's suffix");
        Should.Throw<FormatException>(() => Quantity.Parse(text)).Message.ShouldBe(error);
    }

    [Theory]
    [InlineData("100m", "50m", 1)]
    [InlineData("1", "1000m", 0)]
    [InlineData("1Ki", "1024", 0)]
    [InlineData("1Ki", "1k", 1)]
    [InlineData("-1", "0", -1)]
    [InlineData("10000T", "100Gi", 1)]
    [InlineData("1e-9", "1n", 0)]
    public void CompareTo_Cases(string a, string b, int expected)
    {
        Quantity.Parse(a).CompareTo(Quantity.Parse(b)).ShouldBe(expected);
        Quantity.Parse(a).Equals(Quantity.Parse(b)).ShouldBe(expected == 0);
        (Quantity.Parse(a).GetHashCode() == Quantity.Parse(b).GetHashCode()).ShouldBe(expected == 0);
    }

    [Theory]
    [InlineData("1500m", 2, 1500)]
    [InlineData("-1500m", -2, -1500)]
    [InlineData("1n", 1, 1)]
    [InlineData("2Gi", 2147483648, 2147483648000)]
    [InlineData("10E", long.MaxValue, long.MaxValue)]
    [InlineData("0", 0, 0)]
    public void Value_RoundsAwayFromZero(string text, long value, long milli)
    {
        Quantity.Parse(text).Value().ShouldBe(value);
        Quantity.Parse(text).MilliValue().ShouldBe(milli);
    }

    [Theory]
    [InlineData("0", "100m", "100m")]
    [InlineData("1Gi", "0", "1Gi")]
    [InlineData("0", "1Gi", "1Gi")]
    [InlineData("1Gi", "1Mi", "1025Mi")]
    [InlineData("1.5", "500m", "2")]
    [InlineData("1Ki", "1m", "1024001m")]
    public void Add_KeepsTheFormOfTheFirst(string a, string b, string sum)
    {
        (Quantity.Parse(a) + Quantity.Parse(b)).ToString().ShouldBe(sum);
        (Quantity.Parse(sum) - Quantity.Parse(b)).ShouldBe(Quantity.Parse(a));
    }

    [Fact]
    public void Multiply_ByWhole_Scales() => (Quantity.Parse("250m") * 6).ToString().ShouldBe("1500m");

    [Fact]
    public void ToDouble_Cases()
    {
        Quantity.Parse("250m").ToDouble().ShouldBe(0.25);
        Quantity.Parse("2Ki").ToDouble().ShouldBe(2048);
    }

    [Fact]
    public void ToString_AnyNumber_ReadsBackTheSame()
    {
        var numbers = ArbMap.Default.ArbFor<long>();
        var formats = Gen.Elements(Enum.GetValues<QuantityFormat>()).ToArbitrary();
        var exponents = Gen.Choose(-9, 18).ToArbitrary();
        Prop.ForAll(numbers, formats, exponents, (number, format, exponent) =>
        {
            var value = Quantity.FromScaled(number, exponent, format);
            var text = value.ToString();
            var read = Quantity.Parse(text);
            // Binary quantities are capped at the largest long.
            return (read == value || format == QuantityFormat.BinarySi) && string.Equals(Quantity.Parse(read.ToString()).ToString(), read.ToString(), StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
    }
}
