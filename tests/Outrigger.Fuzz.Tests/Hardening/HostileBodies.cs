using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Outrigger.Fuzz.Tests.Hardening;

/// <summary>Bodies that once took parsers down.</summary>
internal static class HostileBodies
{
    public const int Limit = 3 * 1024 * 1024;

    private static readonly Regex Repeated = new(@"<<(~?)(\d+)\|([^>]*)>>", RegexOptions.NonBacktracking | RegexOptions.Singleline);

    public static string Repeat(string piece, int count) => new StringBuilder(piece.Length * count).Insert(0, piece, count).ToString();

    /// <summary>Nine times nine times nine… of a word.</summary>
    public static string BillionLaughs()
    {
        var text = new StringBuilder("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a0: &a0 [laugh]\n");
        for (var i = 1; i < 12; i++)
        {
            text.Append($"  a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        }

        return text.ToString();
    }

    /// <summary>As much as a body may have, of aliases to a large mapping.</summary>
    public static string ManyAliases()
    {
        var map = string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"k{i}: v"));
        return $"a: &a {{{map}}}\nb: [{Repeat("*a,", 900_000)}]\n";
    }

    /// <summary>A mapping merged into itself over and over.</summary>
    public static string ManyMerges()
    {
        var map = string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"k{i}: v"));
        return $"a: &a {{{map}}}\nb: {{{Repeat("<<: *a, ", 300_000)}}}\n";
    }

    /// <summary>A message in a message in a message…: every one has only the field of this number.</summary>
    public static byte[] NestedMessages(int fieldNumber, int levels)
    {
        // Written from the inside out, and turned round at the end.
        var reversed = new List<byte>();
        for (var i = 0; i < levels; i++)
        {
            reversed.AddRange(Varint(reversed.Count).Reverse());
            reversed.AddRange(Varint((fieldNumber << 3) | 2).Reverse());
        }

        reversed.Reverse();
        return [.. reversed];
    }

    /// <summary>The envelope of Kubernetes' protobuf.</summary>
    public static byte[] Envelope(string apiVersion, string kind, byte[] raw)
    {
        byte[] type = [.. Field(1, Encoding.UTF8.GetBytes(apiVersion)), .. Field(2, Encoding.UTF8.GetBytes(kind))];
        return [.. "k8s\0"u8, .. Field(1, type), .. Field(2, raw)];
    }

    public static byte[] Field(int number, byte[] content) => [.. Varint((number << 3) | 2), .. Varint(content.Length), .. content];

    /// <summary>
    /// Writes out what is to be repeated: <c>&lt;&lt;5|x#&gt;&gt;</c> is <c>x0,x1,x2,x3,x4</c>, with <c>~</c> before the number there are
    /// no commas. Repeating ends where the body would pass the limit.
    /// </summary>
    public static string Expand(string template)
    {
        var text = new StringBuilder();
        var next = 0;
        foreach (Match match in Repeated.Matches(template))
        {
            text.Append(template, next, match.Index - next);
            var separator = match.Groups[1].Length == 0 ? "," : "";
            var count = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
            for (var i = 0; i < count && text.Length < Limit - template.Length; i++)
            {
                text.Append(i == 0 ? "" : separator).Append(match.Groups[3].Value.Replace("#", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
            }

            next = match.Index + match.Length;
        }

        return text.Append(template, next, template.Length - next).ToString();
    }

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
