using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ApiMachinery.Tests.Validation;

public sealed class NameRulesTests
{
    private const string Subdomain =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an " +
        "alphanumeric character (e.g. 'example.com', regex used for validation is " +
        "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string Label =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
        "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    [Theory]
    [InlineData("Upper", Subdomain)]
    [InlineData("a_b", Subdomain)]
    [InlineData("a-", Subdomain)]
    [InlineData("a..b", Subdomain)]
    [InlineData("", Subdomain)]
    [InlineData("ä", Subdomain)]
    [InlineData("a\n", Subdomain)]
    [InlineData("a.b-c.1", null)]
    public void DnsSubdomain_Cases(string name, string? fault) => Check(NameRules.DnsSubdomain(name, false), fault);

    [Fact]
    public void DnsSubdomain_Length_IsCappedAt253()
    {
        NameRules.DnsSubdomain(new string('a', 253), false).ShouldBeEmpty();
        NameRules.DnsSubdomain(new string('a', 254), false).ShouldBe(["must be no more than 253 characters"]);
    }

    [Theory]
    [InlineData("abc-", null)]
    [InlineData("a-", null)]
    [InlineData("-", Subdomain)]
    [InlineData("Bad_", Subdomain)]
    public void DnsSubdomain_Prefix_MayEndInADash(string name, string? fault) => Check(NameRules.DnsSubdomain(name, true), fault);

    [Theory]
    [InlineData("a.b", "must not contain dots")]
    [InlineData("A", Label)]
    [InlineData("1a", null)]
    public void DnsLabel_Cases(string name, string? fault) => Check(NameRules.DnsLabel(name, false), fault);

    [Theory]
    [InlineData("1svc", false)]
    [InlineData("svc-1", true)]
    [InlineData("a.b", false)]
    public void Dns1035Label_Cases(string name, bool good) => (NameRules.Dns1035Label(name, false).Count == 0).ShouldBe(good);

    [Theory]
    [InlineData("Sys:Reader_1", null)]
    [InlineData("a/b", "may not contain '/'")]
    [InlineData("a%b", "may not contain '%'")]
    [InlineData("..", "may not be '..'")]
    [InlineData(".", "may not be '.'")]
    public void PathSegment_Cases(string name, string? fault) => Check(NameRules.PathSegment(name, false), fault);

    [Theory]
    [InlineData("a", true)]
    [InlineData("example.com/My_name.x", true)]
    [InlineData("Example.com/a", false)]
    [InlineData("/a", false)]
    [InlineData("a/", false)]
    [InlineData("a/b/c", false)]
    [InlineData("-a", false)]
    public void LabelKey_Cases(string key, bool good) => (Formats.LabelKey(key).Count == 0).ShouldBe(good);

    [Fact]
    public void LabelKey_Faults_NameTheirPart()
    {
        Formats.LabelKey("/a").ShouldBe(["prefix part must be non-empty"]);
        Formats.LabelKey("a/").Count.ShouldBe(2);
        Formats.LabelKey("a/")[0].ShouldBe("name part must be non-empty");
        Formats.LabelKey(new string('a', 64)).ShouldBe(["name part must be no more than 63 bytes"]);
        Formats.LabelKey(new string('a', 254) + "/a").ShouldBe(["prefix part must be no more than 253 bytes"]);
        Formats.LabelKey("a/b/c").Single().ShouldEndWith(" with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        Formats.LabelValue(new string('n', 64)).ShouldBe(["must be no more than 63 bytes"]);
        Formats.LabelValue("").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ok.key_1-A", null)]
    [InlineData(".", "must not be '.'")]
    [InlineData("..", "must not be '..'")]
    [InlineData("..a", "must not start with '..'")]
    [InlineData("a b", "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')")]
    public void ConfigMapKey_Cases(string key, string? fault) => Check(Formats.ConfigMapKey(key), fault);

    private static void Check(IReadOnlyList<string> faults, string? expected) => faults.ShouldBe(expected is null ? [] : [expected]);
}
