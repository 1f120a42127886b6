using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using System.Web;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Server.Catalog;
using Outrigger.Server.Requests;

namespace Outrigger.ControlPlane.Tests.Fakes;

/// <summary>Another server behind the aggregator, as the control plane's client sees it: things.shop.io/v1, in memory.</summary>
internal sealed class FakeRemote : HttpMessageHandler, IRemoteGroupVersion
{
    private const string Base = "/apis/shop.io/v1";
    private static readonly GroupVersion Version = new("shop.io", "v1");
    private static readonly byte[] Things = Encoding.UTF8.GetBytes(
        """
        {"version":"v1","resources":[{"resource":"things","responseKind":{"group":"shop.io","version":"v1","kind":"Thing"},
         "scope":"Namespaced","singularResource":"thing","verbs":["delete","deletecollection","get","list","patch","update","watch"]}]}
        """);

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, JsonObject> things = new(StringComparer.Ordinal);
    private readonly List<Channel<byte[]>> watches = [];
    private readonly List<(int Revision, byte[] Line)> history = [];
    private readonly HashSet<string> written = [];
    private ResourceCatalog? catalog;
    private int revision = 1;
    private bool known;

    /// <summary>Whether requests are answered.</summary>
    public bool IsUp { get; private set; }

    public DateTimeOffset? UnavailableSince { get; set; }

    /// <summary>What it says of itself.</summary>
    public byte[] Document { get; init; } = Things;

    public ReadOnlyMemory<byte>? Discovery => IsUp ? Document : (ReadOnlyMemory<byte>?)null;

    public ReadOnlyMemory<byte>? LastDiscovery => known ? Document : (ReadOnlyMemory<byte>?)null;

    public bool IsStale => !IsUp;

    /// <summary>What was asked for outside of its group.</summary>
    public ConcurrentQueue<string> Strayed { get; } = [];

    /// <summary>How often all of its objects were listed.</summary>
    public int Lists { get; private set; }

    /// <summary>How often one object was asked for.</summary>
    public int Gets { get; private set; }

    /// <summary>Whether anybody watches.</summary>
    public bool IsWatched
    {
        get
        {
            lock (gate)
            {
                return watches.Count > 0;
            }
        }
    }

    public bool WasWrittenSince(string ns, long mark)
    {
        lock (gate)
        {
            return written.Contains(ns);
        }
    }

    public Task ServeAsync(RequestContext request) => throw new NotSupportedException();

    public void Publish(ResourceCatalog to)
    {
        catalog = to;
        to.Publish("remote", [new CatalogGroupVersion(Version, 1, 1) { Remote = this }]);
    }

    /// <summary>Answers from now on, or does not.</summary>
    public void Turn(bool up)
    {
        lock (gate)
        {
            IsUp = up;
            known |= up;
            watches.ForEach(w => w.Writer.TryComplete());
            watches.Clear();
        }

        Publish(catalog!);
    }

    public void NoteWrite(string ns)
    {
        lock (gate)
        {
            written.Add(ns);
        }
    }

    /// <summary>Stores an object with these owners; its uid is its name.</summary>
    public void Put(string ns, string name, string owners = "", string finalizers = "")
    {
        lock (gate)
        {
            Store("ADDED", $"{ns}/{name}", (JsonObject)JsonNode.Parse(
                $$"""
                {"apiVersion":"shop.io/v1","kind":"Thing","metadata":{"namespace":"{{ns}}","name":"{{name}}","uid":"uid-{{name}}",
                 "ownerReferences":[{{owners}}],"finalizers":[{{finalizers}}] } }
                """)!);
        }
    }

    public JsonObject? Find(string ns, string name)
    {
        lock (gate)
        {
            return (JsonObject?)things.GetValueOrDefault($"{ns}/{name}")?.DeepClone();
        }
    }

    public void Remove(string ns, string name)
    {
        lock (gate)
        {
            things.Remove($"{ns}/{name}", out var old);
            Tell("DELETED", old!);
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken)) as JsonObject;
        lock (gate)
        {
            return IsUp ? Answer(request, body) : Answer(HttpStatusCode.ServiceUnavailable, Status(503, "ServiceUnavailable", "service unavailable"));
        }
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, JsonObject? body)
    {
        if (!request.RequestUri!.AbsolutePath.StartsWith($"{Base}/", StringComparison.Ordinal))
        {
            Strayed.Enqueue($"{request.Method} {request.RequestUri.AbsolutePath}");
            return Answer(HttpStatusCode.NotFound, Status(404, "NotFound", "not found"));
        }

        var parts = request.RequestUri.AbsolutePath[Base.Length..].Trim('/').Split('/');
        var ns = parts is ["namespaces", var named, ..] ? named : "";
        var name = parts.Length == 4 ? parts[3] : "";
        if (request.RequestUri.Query.Contains("watch=true", StringComparison.Ordinal))
        {
            return Watch(int.TryParse(HttpUtility.ParseQueryString(request.RequestUri.Query)["resourceVersion"], CultureInfo.InvariantCulture, out var after) ? after : revision);
        }

        Gets += name.Length > 0 && request.Method == HttpMethod.Get ? 1 : 0;
        if (name.Length > 0 && !things.ContainsKey($"{ns}/{name}"))
        {
            return Answer(HttpStatusCode.NotFound, Status(404, "NotFound", "not found"));
        }

        if (request.Method == HttpMethod.Delete)
        {
            foreach (var key in things.Keys.Where(k => name.Length > 0 ? k == $"{ns}/{name}" : k.StartsWith($"{ns}/", StringComparison.Ordinal)).ToList())
            {
                Delete(key);
            }

            return Answer(HttpStatusCode.OK, Status(200, "", ""));
        }

        if (request.Method == HttpMethod.Put)
        {
            Store("MODIFIED", $"{ns}/{name}", body!);
        }

        return Answer(HttpStatusCode.OK, name.Length > 0 ? things[$"{ns}/{name}"] : List(ns));
    }

    private JsonObject List(string ns)
    {
        Lists += ns.Length == 0 ? 1 : 0;
        return new JsonObject
        {
            ["apiVersion"] = "shop.io/v1",
            ["kind"] = "ThingList",
            ["metadata"] = new JsonObject { ["resourceVersion"] = $"{revision}" },
            ["items"] = new JsonArray([.. things.Where(t => ns.Length == 0 || t.Key.StartsWith($"{ns}/", StringComparison.Ordinal)).Select(t => t.Value.DeepClone())]),
        };
    }

    private void Delete(string key)
    {
        if (things[key]["metadata"]!["finalizers"] is JsonArray { Count: > 0 })
        {
            things[key]["metadata"]!["deletionTimestamp"] = "2026-01-01T00:00:00Z";
            Tell("MODIFIED", things[key]);
            return;
        }

        things.Remove(key, out var old);
        Tell("DELETED", old!);
    }

    private void Store(string type, string key, JsonObject thing)
    {
        things[key] = thing;
        Tell(type, thing);
    }

    private void Tell(string type, JsonObject thing)
    {
        thing["metadata"]!["resourceVersion"] = $"{++revision}";
        var line = Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","object":{{thing.ToJsonString()}}}""" + "\n");
        history.Add((revision, line));
        watches.ForEach(w => w.Writer.TryWrite(line));
    }

    private HttpResponseMessage Watch(int after)
    {
        var watch = Channel.CreateUnbounded<byte[]>();
        history.Where(h => h.Revision > after).ToList().ForEach(h => watch.Writer.TryWrite(h.Line));
        watches.Add(watch);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new ChannelStream(watch.Reader)) };
    }

    private static JsonObject Status(int code, string reason, string message) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Status",
        ["status"] = code == 200 ? "Success" : "Failure",
        ["reason"] = reason,
        ["message"] = message,
        ["code"] = code,
    };

    private static HttpResponseMessage Answer(HttpStatusCode code, JsonObject body) =>
        new(code) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
}
