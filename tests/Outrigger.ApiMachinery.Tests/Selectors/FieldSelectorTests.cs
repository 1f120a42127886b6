using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Selectors;

namespace Outrigger.ApiMachinery.Tests.Selectors;

public sealed class FieldSelectorTests
{
    [Theory]
    [InlineData("metadata.name", "invalid selector: 'metadata.name'; can't understand 'metadata.name'")]
    [InlineData("metadata.name in (a)", "invalid selector: 'metadata.name in (a)'; can't understand 'metadata.name in (a)'")]
    [InlineData("b=1,a", "invalid selector: 'b=1,a'; can't understand 'a'")]
    [InlineData("metadata.name=a\\q", "invalid field selector: invalid escape sequence: \\q")]
    [InlineData("metadata.name=a\\", "invalid field selector: invalid escape sequence: \\")]
    [InlineData("a=b=c", "invalid field selector: unescaped character in value: 61")]
    [InlineData("a===c", "invalid field selector: unescaped character in value: 61")]
    public void Parse_Bad_SaysAsKubernetes(string text, string message)
    {
        var status = Should.Throw<StatusException>(() => FieldSelector.Parse(text)).Status;
        status.Code.ShouldBe(400);
        status.Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("b=1,a==2,c!=3", "a=2,b=1,c!=3")]
    [InlineData("metadata.name=a,,", "metadata.name=a")]
    [InlineData("metadata.name=a\\,b", "metadata.name=a\\,b")]
    [InlineData("a=\\=\\\\", "a=\\=\\\\")]
    [InlineData("=", "")]
    [InlineData("a=", "a=")]
    [InlineData("a= b ", "a= b ")]
    public void Parse_Good_HasCanonicalText(string text, string canonical) =>
        FieldSelector.Parse(text).ToString().ShouldBe(canonical);

    [Theory]
    [InlineData("a=1", true)]
    [InlineData("a!=1", false)]
    [InlineData("none=", true)]
    [InlineData("none!=x", true)]
    [InlineData("a=1,b=x\\,y", true)]
    [InlineData("a=1,b=x", false)]
    public void Matches_Cases(string text, bool expected) =>
        FieldSelector.Parse(text).Matches(f => f switch { "a" => "1", "b" => "x,y", _ => null }).ShouldBe(expected);

    [Fact]
    public void RequiredValue_EqualTerm_IsFound()
    {
        var selector = FieldSelector.Parse("metadata.name=x,metadata.namespace!=y");
        selector.RequiredValue("metadata.name").ShouldBe("x");
        selector.RequiredValue("metadata.namespace").ShouldBeNull();
        selector.IsEverything.ShouldBeFalse();
        FieldSelector.Everything.IsEverything.ShouldBeTrue();
    }
}
