using System.Text;

namespace Outrigger.Fuzz.Tests.Requests;

/// <summary>A request as it would stand on the wire: nothing of it is checked before the server sees it.</summary>
internal sealed record FuzzRequest(string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    private const int ShownBytes = 4000;

    /// <summary>The value of a header; empty when there is none.</summary>
    public string Header(string name) =>
        Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";

    /// <summary>With a header added or replaced.</summary>
    public FuzzRequest With(string name, string value) => this with
    {
        Headers = [.. Headers.Where(h => !h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)), new(name, value)],
    };

    /// <summary>For whoever reads why a run failed.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Method} {Target}\n");
        foreach (var (name, value) in Headers)
        {
            text.Append(name).Append(": ").Append(value).Append('\n');
        }

        var printable = Body.All(b => b is >= 32 and < 127 or (byte)'\n' or (byte)'\t');
        var shown = Body.AsSpan(0, Math.Min(Body.Length, ShownBytes));
        return text.Append('\n').Append(printable ? Encoding.ASCII.GetString(shown) : $"base64 {Convert.ToBase64String(shown)}")
            .Append(Body.Length > ShownBytes ? $"… ({Body.Length} bytes)" : "").ToString();
    }
}
