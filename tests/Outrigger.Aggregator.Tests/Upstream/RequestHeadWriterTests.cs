using System.Text;
using Outrigger.Aggregator.Upstream;

namespace Outrigger.Aggregator.Tests.Upstream;

public sealed class RequestHeadWriterTests
{
    [Fact]
    public void Add_SameNameTwice_WritesTwoLines()
    {
        using var head = new RequestHeadWriter();
        head.Start("GET", "/x");
        head.Add("X-Remote-Group", "a, b");
        head.Add("X-Remote-Group", "c");
        head.End();

        Encoding.UTF8.GetString(head.Written.Span).ShouldBe("GET /x HTTP/1.1\r\nX-Remote-Group: a, b\r\nX-Remote-Group: c\r\n\r\n");
    }

    [Fact]
    public void Add_LongAndNonAscii_IsWrittenAsUtf8()
    {
        using var head = new RequestHeadWriter();
        head.Start("GET", "/x");
        head.Add("X", new string('ü', 8192));
        head.End();

        head.Written.Length.ShouldBe("GET /x HTTP/1.1\r\nX: \r\n\r\n".Length + (2 * 8192));
    }

    [Theory]
    [InlineData("a\r\nX-Remote-User: admin")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    [InlineData("a\u0001b")]
    [InlineData("a\u007fb")]
    public void Add_ValueThatCannotBeWritten_Throws(string value)
    {
        using var head = new RequestHeadWriter();
        head.Start("GET", "/x");

        Should.Throw<UpstreamException>(() => head.Add("X", value)).Failure.ShouldBe(UpstreamFailure.BadRequest);
        Should.Throw<UpstreamException>(() => head.Add("X"u8, value)).Failure.ShouldBe(UpstreamFailure.BadRequest);
    }

    [Fact]
    public void Add_HalfACharacter_Throws()
    {
        using var head = new RequestHeadWriter();
        head.Start("GET", "/x");

        Should.Throw<UpstreamException>(() => head.Add("X", "a\ud800")).Failure.ShouldBe(UpstreamFailure.BadRequest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("a\r\nb")]
    [InlineData("ä")]
    public void Add_NameThatIsNoToken_Throws(string name)
    {
        using var head = new RequestHeadWriter();
        head.Start("GET", "/x");

        Should.Throw<UpstreamException>(() => head.Add(name, "v"));
    }

    [Theory]
    [InlineData("GET", "/a b")]
    [InlineData("GET", "/a\r\nX: y")]
    [InlineData("GET", "/ä")]
    [InlineData("GET", "http://x/")]
    [InlineData("GET X", "/a")]
    public void Start_LineThatCannotBeWritten_Throws(string method, string target)
    {
        using var head = new RequestHeadWriter();

        Should.Throw<UpstreamException>(() => head.Start(method, target));
    }
}
