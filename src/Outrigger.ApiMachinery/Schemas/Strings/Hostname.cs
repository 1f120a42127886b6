using System.Text;
using System.Text.RegularExpressions;

namespace Outrigger.ApiMachinery.Schemas.Strings;

/// <summary>Host names as strfmt has them: letters and signs of all scripts; without a dot there is at most one hyphen.</summary>
internal static class Hostname
{
    private const int MostBytes = 255;
    private const int MostLabelBytes = 63;
    private const string Sign = @"[a-zA-Z0-9\p{S}\p{L}]";

    private static readonly Regex Names = GoPattern.Compile(
        $@"^({Sign}(-?{Sign}{{0,62}})?|({Sign}([a-zA-Z0-9\p{{S}}\p{{L}}-]{{0,61}}{Sign})?\.)+{Sign}(-?{Sign}){{1,62}})$");

    public static bool IsHostname(string text) =>
        Encoding.UTF8.GetByteCount(text) <= MostBytes
        && text.Split('.').All(label => Encoding.UTF8.GetByteCount(label) <= MostLabelBytes)
        && Names.IsMatch(text);
}
