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
            c: "a: b"
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
