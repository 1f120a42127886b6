using System.Text;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Yaml;

namespace Outrigger.ApiMachinery.Tests.Yaml;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("a: yes", """{"a":true}""")]
    [InlineData("a: [on, Off, y, N, TRUE, no]", """{"a":[true,false,true,false,true,false]}""")]
    [InlineData("a: 'yes'", """{"a":"yes"}""")]
    [InlineData("a: \"1\"", """{"a":"1"}""")]
    [InlineData("a: [1, +2, -3, 0x1F, 017, 0o17, 0b101, 1_000, 08, 0]", """{"a":[1,2,-3,31,15,15,5,1000,8,0]}""")]
    [InlineData("a: [1.5, .5, 1., 1e3, -1.25e-2, 1.0]", """{"a":[1.5,0.5,1,1000,-0.0125,1]}""")]
    [InlineData("a: [1.2.3, 12:30, 1e400, 0x, 0o8, '-', '', +, ., _1]", """{"a":["1.2.3","12:30","1e400","0x","0o8","-","","+",".","_1"]}""")]
    [InlineData("a: [9223372036854775807, 9223372036854775808, -9223372036854775808]", """{"a":[9223372036854775807,9223372036854776000,-9223372036854775808]}""")]
    [InlineData("a: [~, null, NULL, ]\nb:", """{"a":[null,null,null],"b":null}""")]
    [InlineData("a: 2001-12-14T21:59:43Z\nb: 2001-12-14", """{"a":"2001-12-14T21:59:43Z","b":"2001-12-14"}""")]
    [InlineData("1: a\n1.5: b\ntrue: c\nyes_: d\n2001-01-01: e", """{"1":"a","1.5":"b","true":"c","yes_":"d","2001-01-01":"e"}""")]
    [InlineData("a: !!str 5\nb: !!int \"5\"\nc: !!float 1\nd: !!binary aGk=\ne: !own x\nf: ! 7", """{"a":"5","b":5,"c":1,"d":"hi","e":"x","f":"7"}""")]
    [InlineData("a: &x [1, {b: c}]\nd: *x\ne: *x", """{"a":[1,{"b":"c"}],"d":[1,{"b":"c"}],"e":[1,{"b":"c"}]}""")]
    [InlineData("base: &b {x: 1, w: 2}\nz:\n  <<: *b\n  w: 3", """{"base":{"x":1,"w":2},"z":{"x":1,"w":3}}""")]
    [InlineData("z:\n  v: 3\n  <<: [{x: 1, v: 5}, {x: 2, w: 4}]\ny: 1", """{"z":{"v":3,"x":1,"w":4},"true":1}""")]
    [InlineData("a: |\n  x\n  y\nb: >\n  x\n  y\nc: |-\n  z", """{"a":"x\ny\n","b":"x y\n","c":"z"}""")]
    [InlineData("a: 1\n---\nb: 2", """{"a":1}""")]
    [InlineData("---\n", "null")]
    [InlineData("", "null")]
    [InlineData("# nothing", "null")]
    [InlineData("{\"a\": [1, \"x\\u00e4\", null, true], \"b\": {}}", """{"a":[1,"xä",null,true],"b":{}}""")]
    [InlineData("\uFEFFa: 1", """{"a":1}""")]
    public void Read_Cases(string yaml, string json)
    {
        ObjectWriter.ToText(YamlReader.Read(yaml)).ShouldBe(json);
        ObjectWriter.ToText(YamlReader.Read(Encoding.UTF8.GetBytes(yaml))).ShouldBe(json);
    }

    [Theory]
    [InlineData("a: 1\na: 2")]
    [InlineData("{a: 1, 'a': 2}")]
    [InlineData("1: a\n\"1\": b")]
    [InlineData("a: *nowhere")]
    [InlineData("*x : 1")]
    [InlineData("a: &x [*x]")]
    [InlineData("? [a]\n: b")]
    [InlineData("~: b")]
    [InlineData("a: .inf")]
    [InlineData("a: !!int x")]
    [InlineData("a: !!binary '*'")]
    [InlineData("a: [1")]
    [InlineData("a: b: c")]
    [InlineData("a:\n\t- b")]
    [InlineData("<<: 5")]
    [InlineData("@a")]
    public void Read_Bad_Throws(string yaml) =>
        Should.Throw<ObjectReadException>(() => YamlReader.Read(yaml)).Message.ShouldStartWith("yaml: ");

    [Fact]
    public void Read_BrokenUtf8_Throws() => Should.Throw<ObjectReadException>(() => YamlReader.Read([(byte)'a', 0xff]));

    [Fact]
    public void ReadObject_Scalar_Throws() => Should.Throw<ObjectReadException>(() => YamlReader.ReadObject("text"u8));

    [Fact]
    public void Read_DuplicateWithReport_LastWins()
    {
        var report = new ReadReport();
        ObjectWriter.ToText(YamlReader.Read("a:\n- {b: 1, b: 2}\n"u8, report)).ShouldBe("""{"a":[{"b":2}]}""");
        report.Duplicates.ShouldBe(["a[0].b"]);
    }

    [Fact]
    public void Read_BillionLaughs_IsRefusedAtOnce()
    {
        var yaml = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (var i = 1; i < 30; i++)
        {
            yaml.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        }

        Refused(yaml.ToString()).Message.ShouldBe("yaml: document contains excessive aliasing");
    }

    [Theory]
    [InlineData("[", 1_500_000)]
    [InlineData("{a: ", 700_000)]
    [InlineData("- ", 1_500_000)]
    [InlineData("? ", 1_500_000)]
    [InlineData("[", 10_001)]
    [InlineData("a:\n", 513)]
    public void Read_DeepNesting_IsRefusedAtOnce(string step, int times)
    {
        var yaml = string.Equals(step, "a:\n", StringComparison.Ordinal)
            ? string.Concat(Enumerable.Range(0, times).Select(i => new string(' ', i) + step))
            : new StringBuilder().Insert(0, step, times).ToString();
        Refused(yaml);
    }

    [Fact]
    public void Read_AliasBelowOthers_CountsTheDepthOfItsAnchor()
    {
        static string Nested(int levels, string inner) => new string('[', levels) + inner + new string(']', levels);
        var half = ObjectReader.MaxDepth / 2;

        YamlReader.Read($"[&a {Nested(half, "")}, {Nested(half - 1, "*a")}]").ShouldNotBeNull();
        var refusal = Refused($"[&a {Nested(half, "")}, {Nested(half, "*a")}]").ShouldBeOfType<StatusException>();

        refusal.Status.Code.ShouldBe(400);
        refusal.Status.Message.ShouldBe("exceeded max depth: more than 512 levels");
    }

    [Fact]
    public void Read_BigText_CopiedOften_IsRefused() =>
        Refused($"a: &a {new string('x', 100_000)}\nb: [{string.Join(", ", Enumerable.Repeat("*a", 100))}]");

    [Fact]
    public void Read_NestedAnchors_AreBounded() =>
        Refused(string.Concat(Enumerable.Range(0, 400).Select(i => $"&a{i} [")) + new string('x', 50_000) + new string(']', 400));

    [Fact]
    public void Read_ManyNodes_AreBounded() =>
        Refused("[" + new StringBuilder().Insert(0, "a: b,", 600_000)).Message.ShouldBe("yaml: document contains too many nodes");

    [Fact]
    public void Read_ManyNames_AreBounded() =>
        Refused(new StringBuilder().Insert(0, "- &a a\n", 20_000).ToString()).Message.ShouldBe("yaml: document contains excessive aliasing");

    [Fact]
    public void Read_DenseObjectOfALargeSize_IsRead()
    {
        var yaml = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"key-{i}: value-{i}\n"));
        YamlReader.ReadObject(Encoding.UTF8.GetBytes(yaml)).Count.ShouldBe(50_000);
    }

    // what is allocated bounds the work too, and does not depend on how busy the machine is
    private const long MostBytes = 100L << 20;

    private static Exception Refused(string yaml)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Should.Throw<Exception>(() => YamlReader.Read(yaml));
        (refusal is ObjectReadException or StatusException).ShouldBeTrue(refusal.ToString());
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostBytes);
        return refusal;
    }
}
