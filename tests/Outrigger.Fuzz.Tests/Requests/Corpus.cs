using System.Text;
using Outrigger.ApiMachinery.Yaml;
using Outrigger.Fuzz.Tests.Hosting;

namespace Outrigger.Fuzz.Tests.Requests;

/// <summary>Requests that clients send, read from the files beside this one: method, target, media type, then the body.</summary>
internal static class Corpus
{
    /// <summary>What makes the objects that the others are about.</summary>
    public static IReadOnlyList<FuzzRequest> Preparation { get; } = Read("preparation.http");

    /// <summary>What is mutated.</summary>
    public static IReadOnlyList<FuzzRequest> All { get; } = Both(Read("corpus.http"));

    public static FuzzRequest Request(string method, string target, byte[] body, string type, string token)
    {
        List<KeyValuePair<string, string>> headers = [new("Authorization", $"Bearer {token}"), new("Accept", "application/json")];
        if (type.Length > 0)
        {
            headers.Add(new("Content-Type", type));
        }

        return new FuzzRequest(method, target, headers, body);
    }

    /// <summary>The parts of an embedded file.</summary>
    public static IEnumerable<string> Blocks(string file)
    {
        using var stream = typeof(Corpus).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split("###\n", StringSplitOptions.RemoveEmptyEntries);
    }

    private static List<FuzzRequest> Read(string file) => [.. Blocks(file).Select(Parse)];

    // What is written in YAML once more as JSON, which is YAML too and can be mutated as a tree.
    private static List<FuzzRequest> Both(List<FuzzRequest> requests) =>
    [
        .. requests,
        .. requests.Where(r => r.Header("Content-Type").EndsWith("yaml", StringComparison.Ordinal))
            .Select(r => r with { Body = Encoding.UTF8.GetBytes(YamlReader.Read(r.Body)!.ToJsonString()) }),
    ];

    private static FuzzRequest Parse(string block)
    {
        var line = block.IndexOf('\n', StringComparison.Ordinal);
        var words = block[..line].Split(' ');
        return Request(words[0], words[1], Encoding.UTF8.GetBytes(block[(line + 1)..]), words.ElementAtOrDefault(2) ?? "", FuzzServer.AdminToken);
    }
}
