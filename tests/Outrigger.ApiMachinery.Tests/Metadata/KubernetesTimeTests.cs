using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ApiMachinery.Tests.Metadata;

public sealed class KubernetesTimeTests
{
    [Theory]
    [InlineData("2024-02-29T23:59:59Z", "2024-02-29T23:59:59.000000Z")]
    [InlineData("2024-01-01T00:00:00.1234567Z", "2024-01-01T00:00:00.123456Z")]
    [InlineData("2024-01-01T00:00:00.123456789123Z", "2024-01-01T00:00:00.123456Z")]
    [InlineData("2024-01-01T01:30:00+02:30", "2023-12-31T23:00:00.000000Z")]
    [InlineData("2024-01-01T01:30:00-00:15", "2024-01-01T01:45:00.000000Z")]
    public void TryParse_Rfc3339_IsUtc(string text, string micro)
    {
        KubernetesTime.TryParse(text, out var time).ShouldBeTrue();
        KubernetesTime.FormatMicro(time).ShouldBe(micro);
        KubernetesTime.Format(time).ShouldBe(micro[..19] + "Z");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2024-01-01")]
    [InlineData("2024-01-01T00:00:00")]
    [InlineData("2024-02-30T00:00:00Z")]
    [InlineData("2024-01-01T00:00:60Z")]
    [InlineData("2024-01-01T24:00:00Z")]
    [InlineData("2024-01-01 00:00:00Z")]
    [InlineData("2024-01-01T00:00:00.Z")]
    [InlineData("2024-01-01T00:00:00z")]
    [InlineData("2024-01-01T00:00:00+0200")]
    [InlineData("2024-01-01T00:00:00+24:00")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("2024-01-01T00:00:00.1")]
    public void TryParse_Other_IsRefused(string? text) => KubernetesTime.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(-2.5, "<invalid>")]
    [InlineData(-1.5, "0s")]
    [InlineData(0, "0s")]
    [InlineData(3.9, "3s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(123, "2m3s")]
    [InlineData(599, "9m59s")]
    [InlineData(600, "10m")]
    [InlineData(10799, "179m")]
    [InlineData(10800, "3h")]
    [InlineData(11100, "3h5m")]
    [InlineData(28800, "8h")]
    [InlineData(172799, "47h")]
    [InlineData(172800, "2d")]
    [InlineData(273600, "3d4h")]
    [InlineData(691200, "8d")]
    [InlineData(63071999, "729d")]
    [InlineData(63072000, "2y")]
    [InlineData(63158400, "2y1d")]
    [InlineData(252288000, "8y")]
    public void Format_Age_IsKubectls(double seconds, string expected) =>
        ShortDuration.Format(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);
}
