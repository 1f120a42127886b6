using System.Text.Json.Nodes;

namespace Outrigger.Client.Watching;

/// <summary>What a watch asks for.</summary>
public sealed record WatchOptions
{
    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    /// <summary>Whether metadata is enough; a server that cannot leave the rest out sends whole objects.</summary>
    public bool MetadataOnly { get; init; }

    /// <summary>
    /// What is kept of each object, applied as soon as it is read (client-go's transform): a list of a large collection needs no more memory
    /// than what stays of it and one page. It owns what it is given, and leaves metadata.name, namespace and resourceVersion. Null keeps all.
    /// </summary>
    public Func<JsonObject, JsonObject>? Transform { get; init; }

    /// <summary>Objects a list asks for at a time; 500.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>After this time the server is to end one watch request, which is then opened again; 5 minutes.</summary>
    public TimeSpan RequestDuration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The first wait after a failure; doubles up to <see cref="MaxBackoff"/>, with jitter; 200 milliseconds.</summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>30 seconds.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Told of every failure that the watch gets over by itself; null keeps quiet.</summary>
    public Action<Exception>? OnFailure { get; init; }
}
