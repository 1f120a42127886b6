using System.Net;
using Microsoft.AspNetCore.Http;
using Outrigger.Server.Pipeline;

namespace Outrigger.Server.Tests.Pipeline;

public sealed class SourceAddressesTests
{
    [Theory]
    [InlineData("10.1.2.3, 10.1.2.4", "", new[] { "10.1.2.3", "10.1.2.4", "192.0.2.1" })]
    [InlineData("10.1.2.3,10.1.2.4,10.1.2.3", "", new[] { "10.1.2.3", "10.1.2.4", "10.1.2.3", "192.0.2.1" })]
    [InlineData("10.1.2.3, 192.0.2.1", "", new[] { "10.1.2.3", "192.0.2.1" })]
    [InlineData("10.1.2.3, 10.1.2.4", "10.1.2.3", new[] { "10.1.2.3", "10.1.2.4", "192.0.2.1" })]
    [InlineData("10.1.2.3", " 10.1.2.5", new[] { "10.1.2.3", "10.1.2.5", "192.0.2.1" })]
    [InlineData("2001:DB8::1, ::ffff:10.0.0.1", "", new[] { "2001:db8::1", "10.0.0.1", "192.0.2.1" })]
    public void Of_ProxiesOnTheWay_AreToldInOrder(string forwarded, string real, string[] wanted) => Of(forwarded, real).ShouldBe(wanted);

    // what Go's ParseIP takes for no address, .NET reads in the ways of inet_aton
    [Theory]
    [InlineData("7")]
    [InlineData("0x7f000001")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.4.5")]
    [InlineData("+1.2.3.4")]
    [InlineData("[::1]")]
    [InlineData("[::1]:443")]
    [InlineData("fe80::1%eth0")]
    [InlineData("::1/64")]
    [InlineData(", ,nonsense")]
    public void Of_WhatIsNoAddress_IsLeftOut(string forwarded) => Of(forwarded, "").ShouldBe(["192.0.2.1"]);

    [Fact]
    public void Of_ZerosBeforeANumber_DoNotMakeItOctal() => Of("010.001.000.1", "").ShouldBe(["10.1.0.1", "192.0.2.1"]);

    [Fact]
    public void Of_MoreThanAnyChainHas_KeepsTheLast()
    {
        var chain = Enumerable.Range(0, 80_000).Select(i => $"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}").ToList();
        var told = Of(string.Join(',', chain), "10.0.0.1");
        told.ShouldBe([.. chain[^64..], "10.0.0.1", "192.0.2.1"]);
    }

    private static IReadOnlyList<string> Of(string forwarded, string real)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers["X-Forwarded-For"] = forwarded;
        http.Request.Headers["X-Real-Ip"] = real;
        http.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.1");
        return SourceAddresses.Of(http);
    }
}
