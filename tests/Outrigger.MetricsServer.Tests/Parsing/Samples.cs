using System.Text;
using Outrigger.MetricsServer.Parsing;

namespace Outrigger.MetricsServer.Tests.Parsing;

/// <summary>Reads a text and keeps the samples as texts.</summary>
internal static class Samples
{
    public static async Task<(List<string> Found, SampleReader Reader)> ReadAsync(Stream body)
    {
        var found = new List<string>();
        var reader = new SampleReader((in ResourceSample s) => found.Add(Show(s)));
        await reader.ReadAsync(body, CancellationToken.None);
        return (found, reader);
    }

    public static Task<(List<string> Found, SampleReader Reader)> ReadAsync(string text) => ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static string Show(in ResourceSample s) =>
        $"{s.Kind} {Encoding.UTF8.GetString(s.Namespace)}/{Encoding.UTF8.GetString(s.Pod)}/{Encoding.UTF8.GetString(s.Container)} {s.Value} @{s.Timestamp}";
}
