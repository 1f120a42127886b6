using System.Text;
using Outrigger.Aggregator.Upstream;
using Outrigger.Aggregator.Upstream.Hpack;
using Outrigger.Aggregator.Upstream.Http2;

namespace Outrigger.Aggregator.Tests.Upstream.Hpack;

public sealed class HpackWriterTests
{
    [Fact]
    public void Encode_Head_KeepsEveryFieldInOrder()
    {
        using var block = Encode(
            "PATCH", "/apis/x?a=b", ("Accept", "a/b"), ("X-Remote-Group", "dev,system:masters"), ("X-Remote-Group", "a, b"), ("Content-Type", "c/d"));

        Fields(block.Written).ShouldBe(
        [
            ":method: PATCH", ":scheme: https", ":path: /apis/x?a=b", ":authority: host:1", "Accept: a/b",
            "X-Remote-Group: dev,system:masters", "X-Remote-Group: a, b", "Content-Type: c/d",
        ]);
        Fields(block.Written).Count.ShouldBe(8);
    }

    [Fact]
    public void Encode_IdentityAndCredentials_AreNeverIndexed()
    {
        using var block = Encode("GET", "/", ("X-Remote-User", "alice"), ("X-Remote-Extra-Key", "v"), ("Authorization", "Bearer x"), ("Cookie", "c"), ("Accept", "a"));

        // the first byte of each literal: 0001 is "never indexed", 0000 "not indexed"
        var bytes = Convert.ToHexStringLower(block.Written);
        bytes.ShouldContain("100d" + Hex("x-remote-user"));
        bytes.ShouldContain("1012" + Hex("x-remote-extra-key"));
        bytes.ShouldContain("1f08" + "08" + Hex("Bearer x"));
        bytes.ShouldContain("1f11" + "01" + Hex("c"));
        bytes.ShouldContain("0f04" + "01" + Hex("a"));
    }

    [Fact]
    public void WrittenWithoutTable_BeginsWithASizeOfNone()
    {
        using var block = Encode("GET", "/x");

        block.WrittenWithoutTable[0].ShouldBe((byte)0x20);
        block.WrittenWithoutTable[1..].SequenceEqual(block.Written).ShouldBeTrue();
    }

    [Fact]
    public void Encode_LongValues_Fit()
    {
        var value = new string('v', 70_000);
        using var block = Encode("GET", "/" + value, ("X-A", value));

        Fields(block.Written).ShouldContain($"X-A: {value}");
        block.Written.Length.ShouldBeGreaterThan(140_000);
    }

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text));

    private static HpackWriter Encode(string method, string path, params (string Name, string Value)[] headers)
    {
        using var head = new RequestHeadWriter();
        head.Start(method, path);
        head.Add("Host"u8, "host:1");
        foreach (var (name, value) in headers)
        {
            head.Add(name, value);
        }

        head.Add("Transfer-Encoding"u8, "chunked");
        head.End();
        return HeadEncoder.Encode(head.Written.Span);
    }

    private static List<string> Fields(ReadOnlySpan<byte> block)
    {
        var list = new HeaderList(1_000_000);
        new HpackDecoder().Decode(block, list);
        return [.. list.Fields.Select(field => $"{field.Name}: {field.Value}")];
    }
}
