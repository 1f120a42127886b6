using Outrigger.Aggregator.Upstream.Hpack;
using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Tests.Upstream.Hpack;

/// <summary>The examples of RFC 7541, appendix C, and what is refused.</summary>
public sealed class HpackDecoderTests
{
    private const string Requests1 = ":method: GET|:scheme: http|:path: /|:authority: www.example.com";
    private const string Requests2 = Requests1 + "|Cache-Control: no-cache";
    private const string Requests3 = ":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|Custom-Key: custom-value";
    private const string Responses1 = ":status: 302|Cache-Control: private|Date: Mon, 21 Oct 2013 20:13:21 GMT|Location: https://www.example.com";
    private const string Responses2 = ":status: 307|Cache-Control: private|Date: Mon, 21 Oct 2013 20:13:21 GMT|Location: https://www.example.com";
    private const string Responses3 = ":status: 200|Cache-Control: private|Date: Mon, 21 Oct 2013 20:13:22 GMT|Location: https://www.example.com|" +
        "Content-Encoding: gzip|Set-Cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";

    // a table of 256 bytes
    private const string SmallTable = "3fe101";

    [Fact]
    public void Decode_C3_RequestsWithoutHuffman() => Check(
        ("828684410f7777772e6578616d706c652e636f6d", Requests1),
        ("828684be58086e6f2d6361636865", Requests2),
        ("828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565", Requests3));

    [Fact]
    public void Decode_C4_RequestsWithHuffman() => Check(
        ("828684418cf1e3c2e5f23a6ba0ab90f4ff", Requests1),
        ("828684be5886a8eb10649cbf", Requests2),
        ("828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf", Requests3));

    [Fact]
    public void Decode_C5_ResponsesWithoutHuffmanThatEvict() => Check(
        (SmallTable + "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768747470733a2f2f7777772e6578616d706c652e636f6d", Responses1),
        ("4803333037c1c0bf", Responses2),
        ("88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31", Responses3));

    [Fact]
    public void Decode_C6_ResponsesWithHuffmanThatEvict() => Check(
        (SmallTable + "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3", Responses1),
        ("4883640effc1c0bf", Responses2),
        ("88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007", Responses3));

    [Theory]
    [InlineData("80")] // index 0
    [InlineData("be")] // a table that is empty
    [InlineData("ffffffffff0f")] // an index that is too long
    [InlineData("ff80808080808080808000")] // an integer without end
    [InlineData("400a6375")] // a name that is cut off
    [InlineData("4001")] // nothing where a string must be
    [InlineData("3fe21f")] // a table above 4096
    [InlineData("8820")] // a change of the table after a field
    [InlineData("0081000161")] // padding with zeros
    [InlineData("0081ff0161")] // eight bits of padding
    [InlineData("0084ffffffff0161")] // the end of the string inside of it
    public void Decode_Malformed_IsACompressionError(string block) =>
        Should.Throw<Http2Exception>(() => new HpackDecoder().Decode(Convert.FromHexString(block), new HeaderList(1000))).Code.ShouldBe(Http2Error.Compression);

    [Theory]
    [InlineData("X")]
    [InlineData("k ")]
    [InlineData("a:")]
    [InlineData("")]
    public void Decode_NameThatIsNotAllowed_IsMarked(string name)
    {
        var list = new HeaderList(1000);

        new HpackDecoder().Decode([0, (byte)name.Length, .. System.Text.Encoding.ASCII.GetBytes(name), 1, (byte)'v'], list);

        list.Fields[0].Name.ShouldBe(FieldText.NoName);
    }

    [Fact]
    public void Decode_ListThatGrowsFromAFewBytes_KeepsNoMoreThanItsLimit()
    {
        // one field of 4,000 bytes, named again and again by one byte
        var decoder = new HpackDecoder();
        var list = new HeaderList(64 * 1024);
        decoder.Decode([0x40, 1, (byte)'x', 0x7f, 0xa1, 0x1e, .. Enumerable.Repeat((byte)'v', 4000)], list);
        list.IsTooLarge.ShouldBeFalse();

        decoder.Decode(Enumerable.Repeat((byte)0xbe, 100_000).ToArray(), list);

        list.IsTooLarge.ShouldBeTrue();
        list.Fields.Count.ShouldBeLessThan(20);
    }

    private static void Check(params (string Block, string Fields)[] blocks)
    {
        var decoder = new HpackDecoder();
        foreach (var (block, fields) in blocks)
        {
            var list = new HeaderList(10_000);
            decoder.Decode(Convert.FromHexString(block), list);
            string.Join('|', list.Fields.Select(field => $"{field.Name}: {field.Value}")).ShouldBe(fields);
        }
    }
}
