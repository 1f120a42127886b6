using Outrigger.Aggregator.Proxy;

namespace Outrigger.Aggregator.Tests.Proxy;

public sealed class PathEncoderTests
{
    [Theory]
    [InlineData("/apis/a.b/v1/x", "/apis/a.b/v1/x")]
    [InlineData("/a b", "/a%20b")]
    [InlineData("/a%2Fb", "/a%252Fb")]
    [InlineData("/a?b#c", "/a%3Fb%23c")]
    [InlineData("/ü", "/%C3%BC")]
    [InlineData("/a:b@c;d=e&f$g+h,i~", "/a:b@c;d=e&f$g+h,i~")]
    [InlineData("/a\\b|c", "/a%5Cb%7Cc")]
    public void Encode_Path_IsWhatGoWrites(string path, string expected) => PathEncoder.Encode(path).ShouldBe(expected);
}
