using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Tests.Json;

public sealed class ObjectReaderTests
{
    [Fact]
    public void Read_DuplicateKeys_LastWinsAndPathIsReported()
    {
        var report = new ReadReport();
        var root = ObjectReader.Read("""{"a":1,"spec":{"list":[{"x":1,"x":2}],"foo":1,"foo":{"b":true}},"a":3,"a":4}"""u8, report);

        ObjectWriter.ToText(root).ShouldBe("""{"a":4,"spec":{"list":[{"x":2}],"foo":{"b":true}}}""");
        report.Duplicates.ShouldBe(["spec.list[0].x", "spec.foo", "a"]);
        report.Messages.First().ShouldBe("duplicate field \"spec.list[0].x\"");
    }

    [Fact]
    public void Read_ManyDuplicates_KeepsTheFirstHundred()
    {
        var body = "{" + string.Join(",", Enumerable.Range(0, 300).Select(i => $"\"k{i}\":1,\"k{i}\":2")) + "}";
        var report = new ReadReport();

        ObjectReader.Read(Encoding.UTF8.GetBytes(body), report).Count.ShouldBe(300);

        report.Duplicates.Count.ShouldBe(ReadReport.Limit);
    }

    [Fact]
    public void Read_OneLongPathRepeated_CostsNoMoreThanTheBody()
    {
        var body = "{\"" + new string('k', 300_000) + "\":{" + string.Join(',', Enumerable.Repeat("\"\":0", 2_000)) + "}}";
        var report = new ReadReport();
        var before = GC.GetAllocatedBytesForCurrentThread();

        ObjectReader.Read(Encoding.UTF8.GetBytes(body), report);

        report.Duplicates.ShouldHaveSingleItem().Length.ShouldBe(300_001);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(20_000_000);
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("9223372036854775808", "9223372036854776000")]
    [InlineData("1.0", "1")]
    [InlineData("1.5", "1.5")]
    [InlineData("1e3", "1000")]
    [InlineData("1e20", "100000000000000000000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("1.5e25", "1.5e+25")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("0.0000012", "0.0000012")]
    [InlineData("0.00000012", "1.2e-7")]
    [InlineData("-123456789012345678901", "-123456789012345680000")]
    [InlineData("12345678901234567.5", "12345678901234568")]
    public void ReadNode_Number_IsWrittenAsGoDoes(string text, string expected) =>
        ObjectWriter.ToText(ObjectReader.ReadNode(Encoding.UTF8.GetBytes(text))).ShouldBe(expected);

    [Fact]
    public void ReadNode_WholeNumber_IsLong() => ObjectReader.ReadNode("7"u8)!.GetValue<long>().ShouldBe(7);

    [Fact]
    public void ReadNode_Fraction_IsDouble() => ObjectReader.ReadNode("7.0"u8)!.GetValue<double>().ShouldBe(7);

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("{\"metadata\": {")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1e999}")]
    [InlineData("data: {a: b}")]
    [InlineData("{\"a\":\"\u0001\"}")]
    [InlineData("{'a':1}")]
    public void Read_NotAnObject_Throws(string body) =>
        Should.Throw<ObjectReadException>(() => ObjectReader.Read(Encoding.UTF8.GetBytes(body))).Message.ShouldNotBeEmpty();

    [Fact]
    public void Read_Empty_SaysSo() =>
        Should.Throw<ObjectReadException>(() => ObjectReader.Read(default)).Message.ShouldBe("unexpected end of JSON input");

    [Fact]
    public void Read_AtMaxDepth_IsRead()
    {
        var body = Repeat("{\"a\":", ObjectReader.MaxDepth - 1) + "{}" + new string('}', ObjectReader.MaxDepth - 1);
        ObjectReader.Read(Encoding.UTF8.GetBytes(body)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(ObjectReader.MaxDepth + 1)]
    [InlineData(1_500_000)]
    public void ReadNode_TooDeep_Is400(int levels) =>
        Should.Throw<StatusException>(() => ObjectReader.ReadNode(Encoding.UTF8.GetBytes(new string('[', levels))))
            .Status.Code.ShouldBe(400);

    [Fact]
    public void ReadNode_BrokenText_BecomesReplacementCharacters()
    {
        ObjectReader.ReadNode("\"a\\ud800b\""u8)!.GetValue<string>().ShouldBe("a\uFFFDb");
        ObjectReader.ReadNode("\"\\ud83d\\ude00 \\u00e4\\n\\\"\\\\\\/\\t\\b\\f\\r\""u8)!.GetValue<string>().ShouldBe("\U0001F600 ä\n\"\\/\t\b\f\r");
        ObjectReader.ReadNode([(byte)'"', 0xff, (byte)'x', (byte)'"'])!.GetValue<string>().ShouldBe("\uFFFDx");
    }

    [Fact]
    public void WriteIndented_LooksLikeMarshalIndent()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        ObjectWriter.WriteIndented(JsonNode.Parse("""{"a":{},"b":[],"c":[1,{"d":"<é"}]}"""), buffer);
        Encoding.UTF8.GetString(buffer.WrittenSpan).ShouldBe(
            "{\n  \"a\": {},\n  \"b\": [],\n  \"c\": [\n    1,\n    {\n      \"d\": \"<é\"\n    }\n  ]\n}");
    }

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
}
