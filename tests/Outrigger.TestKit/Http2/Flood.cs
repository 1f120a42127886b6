using static Outrigger.TestKit.Http2.RawHttp2;

namespace Outrigger.TestKit.Http2;

/// <summary>HTTP/2 frames that cost a server work and their client nothing, a few at a time.</summary>
/// <param name="path">What the requests among them ask for.</param>
/// <param name="fields">Further header fields of the requests.</param>
public sealed class Flood(string path, params IEnumerable<(string Name, string Value)> fields)
{
    private const int Cancel = 8;
    private readonly byte[] get = Block("GET", path, fields);
    private readonly byte[] post = Block("POST", path, fields.Append(("content-type", "application/json")));

    private readonly byte[] small = Block("POST", path, fields.Append(("content-type", "application/json")).Append(("content-length", "1")));
    private readonly byte[] capitals = Block("GET", path, fields.Append(("Capital", "x")));

    /// <summary>The frames of a kind of flood, by their number; after two billion frames they would be wrong.</summary>
    public byte[] Frames(string kind, int index)
    {
        var stream = unchecked((2 * index) + 1);
        return kind switch
        {
            "reset" => [.. Request(stream, get), .. Frame(Reset, 0, stream, Number(Cancel))],
            "window overflow" => [.. Frame(Headers, EndHeaders, stream, post), .. Frame(WindowUpdate, 0, stream, Number(int.MaxValue))],
            "zero window update" => [.. Frame(Headers, EndHeaders, stream, post), .. Frame(WindowUpdate, 0, stream, Number(0))],
            "data on half-closed" => [.. Request(stream, get), .. Frame(Data, 0, stream, [1])],
            "more data than told" => [.. Frame(Headers, EndHeaders, stream, small), .. Frame(Data, 0, stream, [1, 2])],
            "trailers without end" => [.. Frame(Headers, EndHeaders, stream, post), .. Frame(Headers, EndHeaders, stream, Literal(0, "x", "y"))],
            "field in capitals" => Request(stream, capitals),
            "depends on itself" => [.. Frame(Headers, EndHeaders, stream, post), .. Frame(Priority, 0, stream, [.. Number(stream), 0])],
            "continuation with fields" => index == 0 ? Frame(Headers, 0, 1, get) : Frame(Continuation, 0, 1, Literal(0, "x", "y")),
            "empty continuation" => index == 0 ? Frame(Headers, 0, 1, get) : Frame(Continuation, 0, 1, []),
            "settings" => Frame(Settings, 0, 0, []),
            "ping" => Frame(Ping, 0, 0, new byte[8]),
            "priority" => Frame(Priority, 0, 1, new byte[5]),
            "empty data" => index == 0 ? Frame(Headers, EndHeaders, 1, post) : Frame(Data, 0, 1, []),
            "unknown type" => Frame(0xEE, 0, 0, []),
            _ => throw new ArgumentException($"no flood is called {kind}", nameof(kind)),
        };
    }
}
