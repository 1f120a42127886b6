using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Yaml;

namespace Outrigger.ApiMachinery.Tests.Yaml;

public sealed class YamlWriterTests
{
    [Fact]
    public void Write_Object_LooksLikeKubernetes()
    {
        var node = JsonNode.Parse("""
            {"kind":"ConfigMap","apiVersion":"v1","data":{"k10":"x","k9":"yes","t":"line 1\nline 2\n","u":"a\nb"},
             "list":[{"b":1,"a":[]},"s",[1,null]],"empty":{},"n":1.5,"q":"5","c":"a: b","z":""}
            """);
        YamlWriter.WriteText(node).ShouldBe(
            """
            apiVersion: v1
            c: 'a: b'
            data:
              k9: "yes"
              k10: x
              t: |
                line 1
                line 2
              u: |-
                a
                b
            empty: {}
            kind: ConfigMap
            list:
            - a: []
              b: 1
            - s
            - - 1
              - null
            "n": 1.5
            q: "5"
            z: ""

            """);
    }

    // What go-yaml v2 writes, for a value.
    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("text", "text")]
    [InlineData("a b", "a b")]
    [InlineData("<&>é", "<&>é")]
    [InlineData("a#b", "a#b")]
    [InlineData("a #b", "'a #b'")]
    [InlineData("#a", "'#a'")]
    [InlineData("a: b", "'a: b'")]
    [InlineData("a:b", "a:b")]
    [InlineData("a:", "'a:'")]
    [InlineData(":a", ":a")]
    [InlineData(": a", "': a'")]
    [InlineData("http://x/y?z=1&a=b", "http://x/y?z=1&a=b")]
    [InlineData("a, b", "a, b")]
    [InlineData(", b", "', b'")]
    [InlineData("[a]", "'[a]'")]
    [InlineData("a[0]", "a[0]")]
    [InlineData("{a}", "'{a}'")]
    [InlineData("a{b}", "a{b}")]
    [InlineData("&a", "'&a'")]
    [InlineData("*", "'*'")]
    [InlineData("a*", "a*")]
    [InlineData("!a", "'!a'")]
    [InlineData("|", "'|'")]
    [InlineData(">=1.2", "'>=1.2'")]
    [InlineData("<=1.2", "<=1.2")]
    [InlineData("25%", "25%")]
    [InlineData("%a", "'%a'")]
    [InlineData("@a", "'@a'")]
    [InlineData("`a", "'`a'")]
    [InlineData("'a'", "'''a'''")]
    [InlineData("it's", "it's")]
    [InlineData("\"a\"", "'\"a\"'")]
    [InlineData("a\"b", "a\"b")]
    [InlineData("a\\b", "a\\b")]
    [InlineData("?", "'?'")]
    [InlineData("?a", "?a")]
    [InlineData("-", "'-'")]
    [InlineData("- a", "'- a'")]
    [InlineData("-a", "-a")]
    [InlineData("--a", "--a")]
    [InlineData("---", "'---'")]
    [InlineData("...a", "'...a'")]
    [InlineData(" a", "' a'")]
    [InlineData("a ", "'a '")]
    [InlineData("=", "=")]
    [InlineData("true", "\"true\"")]
    [InlineData("y", "\"y\"")]
    [InlineData("No", "\"No\"")]
    [InlineData("nO", "nO")]
    [InlineData("null", "\"null\"")]
    [InlineData("~", "\"~\"")]
    [InlineData("1", "\"1\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("0x1f", "\"0x1f\"")]
    [InlineData("0o7", "\"0o7\"")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("1.5", "\"1.5\"")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("1Gi", "1Gi")]
    [InlineData(".5", "\".5\"")]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("12:30", "\"12:30\"")]
    [InlineData("8080:80", "8080:80")]
    [InlineData("2006-01-02T15:04:05Z", "\"2006-01-02T15:04:05Z\"")]
    [InlineData("2006-1-2", "\"2006-1-2\"")]
    [InlineData("2006-02-30", "2006-02-30")]
    [InlineData("2006-01-02x", "2006-01-02x")]
    [InlineData("a\tb", "\"a\\tb\"")]
    [InlineData("a\u0000\u0007\u001b\u007f", "\"a\\0\\a\\e\\x7F\"")]
    [InlineData("\ufeffa", "\"\\uFEFFa\"")]
    [InlineData("\U0001F600", "\"\\U0001F600\"")]
    [InlineData("a\u00a0b", "a\u00a0b")]
    [InlineData("a\u0085b", "\"a\\Nb\"")]
    [InlineData("a\u2028b", "\"a\\Lb\"")]
    [InlineData("漢字", "漢字")]
    [InlineData("a\nb", "|-\n  a\n  b")]
    [InlineData("a\nb\n", "|\n  a\n  b")]
    [InlineData("a\n\n", "|+\n  a\n")]
    [InlineData("\na", "|2-\n\n  a")]
    [InlineData(" a\nb", "|2-\n   a\n  b")]
    [InlineData("a \nb", "\"a \\nb\"")]
    [InlineData("a\nb ", "\"a\\nb \"")]
    [InlineData("a\n b", "|-\n  a\n   b")]
    [InlineData("a\r\nb", "\"a\\r\\nb\"")]
    [InlineData("a\n\tb", "\"a\\n\\tb\"")]
    public void Write_Text_IsQuotedAsGoDoes(string text, string expected) =>
        YamlWriter.WriteText(new JsonObject { ["k"] = text }).ShouldBe($"k: {expected}\n");

    [Theory]
    [InlineData("", "\"\": v\n")]
    [InlineData("y", "\"y\": v\n")]
    [InlineData("a: b", "'a: b': v\n")]
    [InlineData("a\nb", "? |-\n  a\n  b\n: v\n")]
    public void Write_Key_IsQuotedAsGoDoes(string key, string expected) => YamlWriter.WriteText(new JsonObject { [key] = "v" }).ShouldBe(expected);

    [Theory]
    [InlineData("1", "1")]
    [InlineData("-7", "-7")]
    [InlineData("12345678901234", "12345678901234")]
    [InlineData("1.5", "1.5")]
    [InlineData("-0.25", "-0.25")]
    [InlineData("123456.5", "123456.5")]
    [InlineData("1234567.5", "1.2345675e+06")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("1e100", "1e+100")]
    public void Write_Number_IsWrittenAsGoDoes(string json, string expected) =>
        YamlWriter.WriteText(new JsonObject { ["k"] = JsonNode.Parse(json) }).ShouldBe($"k: {expected}\n");

    [Fact]
    public void Write_LongTexts_AreWrappedAfterColumn80()
    {
        var words = string.Join(' ', Enumerable.Repeat("word", 30));
        var tree = new JsonObject { ["a"] = words, ["b"] = new JsonObject { ["q"] = $"{words}: {words}", ["z"] = $"\t{words}" } };

        var yaml = YamlWriter.WriteText(tree);

        yaml.Split('\n')[0].ShouldBe($"a: {string.Join(' ', Enumerable.Repeat("word", 16))}");
        yaml.Split('\n')[1].ShouldBe($"  {string.Join(' ', Enumerable.Repeat("word", 14))}");
        yaml.Split('\n').Select(l => l.Length).ShouldAllBe(length => length <= 86);
        RoundTrips(tree);
    }

    [Fact]
    public void Write_NestedLists_StandBelowTheirKeys() =>
        YamlWriter.WriteText(JsonNode.Parse("""{"a":[[1,[2]],{"b":[{"c":1,"d":{}}]},[]]}""")).ShouldBe(
            """
            a:
            - - 1
              - - 2
            - b:
              - c: 1
                d: {}
            - []

            """);

    [Fact]
    public void Write_ShortTextsOfSigns_ReadBackTheSame()
    {
        const string Signs = "a -:#*&!|>'\"%@?[{,.=\n";
        foreach (var text in from x in Signs from y in Signs from z in Signs select $"{x}{y}{z}")
        {
            RoundTrips(new JsonObject { [text] = new JsonArray(text), ["z"] = text });
        }
    }

    [Theory]
    [InlineData("true")]
    [InlineData("~")]
    [InlineData("0x10")]
    [InlineData("1_000")]
    [InlineData("12:30:45")]
    [InlineData("<<")]
    [InlineData("- a")]
    [InlineData("#x")]
    [InlineData("x #y")]
    [InlineData("a:")]
    [InlineData("*x")]
    [InlineData("&x")]
    [InlineData("---")]
    [InlineData("--- a")]
    [InlineData("...")]
    [InlineData(" lead")]
    [InlineData("trail ")]
    [InlineData("tab\tin")]
    [InlineData("a\n\nb\n")]
    [InlineData("a\n\n")]
    [InlineData("\na")]
    [InlineData(" a\nb")]
    [InlineData("a\n b\n  c")]
    [InlineData("a\r\nb")]
    [InlineData("a\u2028b")]
    [InlineData("\u0000\u0007\u001b")]
    [InlineData("\U0001F600 smile")]
    [InlineData("é ü 漢字")]
    [InlineData("\uFEFFbom")]
    [InlineData("'quote\"")]
    [InlineData("a\\b")]
    [InlineData("[x]")]
    [InlineData("a, b")]
    [InlineData("?")]
    [InlineData("-")]
    [InlineData("-x")]
    [InlineData("-.5x")]
    [InlineData("!x")]
    [InlineData("%x")]
    [InlineData("@x")]
    [InlineData("`x")]
    [InlineData("_ *")]
    public void Write_AwkwardText_ReadsBackTheSame(string text) => RoundTrips(Around(text));

    [Fact]
    public void Write_LongKeyAndText_ReadBackTheSame() => RoundTrips(Around(new string('k', 2000)));

    [Fact]
    public void Write_AnyText_ReadsBackTheSame()
    {
        var signs = Gen.Elements("abzAZ019 -_.:,#&*!|>'\"%@`?[]{}<~=+\\/\n\n\t\r\0\u0085\u00a0\u2028é漢".ToCharArray());
        var texts = signs.ArrayOf().Select(c => new string(c)).ToArbitrary();
        Prop.ForAll(texts, text => RoundTrips(Around(text))).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true));
    }

    [Fact]
    public void Write_AnyTree_ReadsBackTheSame() =>
        Prop.ForAll(JsonTrees.Arbitrary, tree => RoundTrips(tree.Node)).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));

    [Fact]
    public void Read_AnyJson_IsTheSameTree() =>
        Prop.ForAll(
            JsonTrees.Arbitrary,
            tree => JsonNodes.DeepEqual(YamlReader.Read(ObjectWriter.ToText(tree.Node)), tree.Node))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));

    private static JsonNode Around(string text) => new JsonObject
    {
        ["a"] = text,
        [text] = new JsonArray(text, new JsonObject { ["k"] = text }, new JsonArray(text)),
        ["zz"] = new JsonObject { [text] = text },
    };

    private static void RoundTrips(JsonNode? node)
    {
        var yaml = YamlWriter.Write(node);
        JsonNodes.DeepEqual(YamlReader.Read(yaml), node).ShouldBeTrue(System.Text.Encoding.UTF8.GetString(yaml));
    }
}
