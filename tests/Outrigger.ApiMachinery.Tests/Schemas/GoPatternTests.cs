using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Tests.Schemas;

public sealed class GoPatternTests
{
    [Theory]
    [InlineData(@"^[\w-.]+$", "a_b.c-d9", true)]
    [InlineData(@"^[\w-.]+$", "a/b", false)]
    [InlineData(@"^[\w\s-.]+$", "a b.c-d", true)]
    [InlineData(@"^[\w\s-.]+$", "a+b", false)]
    [InlineData(@"^[\s-z]+$", "-z \t\n\f\r", true)]
    [InlineData(@"^[\s-z]+$", "a", false)]
    [InlineData(@"^[\s]+$", "\v", false)]
    [InlineData(@"^[\d-x]+$", "1-x", true)]
    [InlineData(@"^[\w--9]+$", "./", true)]
    [InlineData(@"^[^\w-]+$", "-", false)]
    [InlineData(@"^[[:word:]-x]+$", "_-9Az", true)]
    [InlineData(@"^[[:word:]-x]+$", "`", false)]
    [InlineData(@"^[[:space:]-x]+$", "\t\v\r -x", true)]
    [InlineData(@"^[[:space:]-x]+$", "!", false)]
    [InlineData(@"^[[:blank:]-x]+$", "\t -x", true)]
    [InlineData(@"^[[:blank:]-x]+$", "!", false)]
    [InlineData(@"^[[:cntrl:]-x]+$", "\u0001\u007f-x", true)]
    [InlineData(@"^[[:cntrl:]-x]+$", "!", false)]
    [InlineData(@"^\pL+$", "éa", true)]
    [InlineData(@"^\pL$", "1", false)]
    [InlineData(@"^\PL$", "1", true)]
    [InlineData(@"^[\pL-.]+$", "é-.", true)]
    [InlineData(@"^[\pL-.]+$", ",", false)]
    [InlineData(@"^[\p{Lu}\pN]+$", "A7", true)]
    public void Compile_ClassesOfGo_MatchAsGoDoes(string pattern, string text, bool matches) =>
        GoPattern.Compile(pattern).IsMatch(text).ShouldBe(matches);
}
