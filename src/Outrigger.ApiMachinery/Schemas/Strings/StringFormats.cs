using System.Buffers.Text;
using System.Globalization;
using System.Net.Mail;
using System.Text.RegularExpressions;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ApiMachinery.Schemas.Strings;

/// <summary>
/// The formats of strings that Kubernetes checks (strfmt of kube-openapi); an unknown format fits everything, as OpenAPI says.
/// </summary>
internal static partial class StringFormats
{
    public static bool Fits(string text, string format) => format switch
    {
        "date-time" or "datetime" => KubernetesTime.TryParse(text, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "duration" => LooseDuration.IsDuration(text),
        "byte" => Base64.IsValid(text.AsSpan()),
        "uri" => RequestUri.IsUri(text),
        "email" => MailAddress.TryCreate(text, out var address) && !address.Address.Contains("..", StringComparison.Ordinal),
        "hostname" => Hostname.IsHostname(text),
        "ipv4" => Addresses.IsIp(text) && text.Contains('.', StringComparison.Ordinal),
        "ipv6" => Addresses.IsIp(text) && text.Contains(':', StringComparison.Ordinal),
        "cidr" => Addresses.IsCidr(text),
        "mac" => Addresses.IsMac(text),
        "uuid" => Uuid.IsUuid(text),
        "uuid3" => Uuid.IsUuid(text, '3'),
        "uuid4" => Uuid.IsUuid(text, '4'),
        "uuid5" => Uuid.IsUuid(text, '5'),
        "bsonobjectid" => text.Length == 24 && text.All(char.IsAsciiHexDigit),
        "isbn" => CheckDigits.IsIsbn10(text) || CheckDigits.IsIsbn13(text),
        "isbn10" => CheckDigits.IsIsbn10(text),
        "isbn13" => CheckDigits.IsIsbn13(text),
        "creditcard" => CheckDigits.IsCard(text),
        "ssn" => SocialSecurity().IsMatch(text),
        "hexcolor" => HexColor().IsMatch(text),
        "rgbcolor" => RgbColor().IsMatch(text),
        "k8s-short-name" => Formats.Dns1123Label(text).Count == 0,
        "k8s-long-name" => Formats.Dns1123Subdomain(text).Count == 0,
        _ => true,
    };

    [GeneratedRegex(@"^[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}\z", RegexOptions.NonBacktracking)]
    private static partial Regex SocialSecurity();

    [GeneratedRegex(@"^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex HexColor();

    [GeneratedRegex(
        @"^rgb\([\t\n\f\r ]*(0|[1-9][0-9]?|1[0-9][0-9]?|2[0-4][0-9]|25[0-5])([\t\n\f\r ]*,[\t\n\f\r ]*(0|[1-9][0-9]?|1[0-9][0-9]?|2[0-4][0-9]|25[0-5])){2}[\t\n\f\r ]*\)\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RgbColor();
}
