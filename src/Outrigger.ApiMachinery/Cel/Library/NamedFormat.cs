using System.Collections.Frozen;
using Outrigger.ApiMachinery.Schemas.Strings;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>A format of texts that expressions can name: <c>format.dns1123Label()</c>.</summary>
/// <param name="Name">As <c>format.named</c> takes it.</param>
/// <param name="Faults">What is wrong with a text.</param>
/// <param name="PatternLength">How long a pattern costs are calculated with.</param>
internal sealed record NamedFormat(string Name, Func<string, IReadOnlyList<string>> Faults, int PatternLength)
{
    // The lengths of patterns in strfmt and govalidator.
    private const int Uuid = 70;
    private const int DateTime = 71;
    private const int Base64 = 84;
    private const int Uri = 1103;

    public static IReadOnlyList<NamedFormat> All { get; } =
    [
        new("dns1123Label", text => NameRules.DnsLabel(text, prefix: false), 30),
        new("dns1123Subdomain", text => NameRules.DnsSubdomain(text, prefix: false), 60),
        new("dns1035Label", text => NameRules.Dns1035Label(text, prefix: false), 30),
        new("qualifiedName", Formats.LabelKey, 60),
        new("dns1123LabelPrefix", text => NameRules.DnsLabel(text, prefix: true), 30),
        new("dns1123SubdomainPrefix", text => NameRules.DnsSubdomain(text, prefix: true), 60),
        new("dns1035LabelPrefix", text => NameRules.Dns1035Label(text, prefix: true), 30),
        new("labelValue", Formats.LabelValue, 40),
        new("uri", text => RequestUrl.Parse(text, out _) is { } fault ? [fault] : [], Uri),
        Of("uuid", "does not match the UUID format", Uuid),
        Of("byte", "invalid base64", Base64),
        Of("date", "invalid date", DateTime),
        Of("datetime", "invalid datetime", DateTime),
    ];

    private static readonly FrozenDictionary<string, NamedFormat> ByName = All.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>The format of a name; null when there is none.</summary>
    public static NamedFormat? Find(string name) => ByName.GetValueOrDefault(name);

    public bool Equals(NamedFormat? other) => other?.Name == Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Name;

    private static NamedFormat Of(string name, string fault, int length) =>
        new(name, text => StringFormats.Fits(text, name) ? [] : [fault], length);
}
