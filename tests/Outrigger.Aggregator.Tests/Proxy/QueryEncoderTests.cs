using Outrigger.Aggregator.Proxy;

namespace Outrigger.Aggregator.Tests.Proxy;

public sealed class QueryEncoderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("?", "")]
    [InlineData("?watch=true", "watch=true")]
    [InlineData("?b=2&a=1&a=3&enc=%2F%20+&flag", "a=1&a=3&b=2&enc=%2F++&flag=")]
    [InlineData("?a=1&b=2", "a=1&b=2")]
    [InlineData("?labelSelector=a%3Db%2Cc%21%3Dd", "labelSelector=a%3Db%2Cc%21%3Dd")]
    [InlineData("?labelSelector=a=b,c", "labelSelector=a%3Db%2Cc")]
    [InlineData("?watch=true;x=1&y=2", "y=2")]
    [InlineData("?a=%zz&b=1", "b=1")]
    [InlineData("?a=%4", "")]
    [InlineData("?dryRun=All&dryRun=None", "dryRun=All&dryRun=None")]
    [InlineData("?%61=1", "a=1")]
    [InlineData("?a=%ff%00", "a=%FF%00")]
    [InlineData("?&&a=1&", "a=1")]
    [InlineData("?=1", "=1")]
    [InlineData("?ü=1", "%C3%BC=1")]
    public void Encode_Query_IsWhatGoWrites(string raw, string expected) => QueryEncoder.Encode(raw).ShouldBe(expected);
}
