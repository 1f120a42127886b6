using System.Net.Security;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.Aggregator.Upstream;

namespace Outrigger.Aggregator.Tests.Upstream.Http2;

/// <summary>A client and a server that speaks HTTP/2 by a script.</summary>
internal sealed class Http2Harness : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestPki pki = new();

    /// <summary>The script is given each connection with its number; <paramref name="overHttp1"/> those that came without HTTP/2.</summary>
    public Http2Harness(
        Func<Http2Peer, int, Task> script, TimeProvider? time = null, UpstreamOptions? options = null, Func<BackendConnection, Task>? overHttp1 = null)
    {
        Backend = new(pki.Serve(UpstreamHarness.Name), connection => ((SslStream)connection.Stream).NegotiatedApplicationProtocol == SslApplicationProtocol.Http2
            ? script(new Http2Peer(connection.Stream), connection.Number)
            : overHttp1?.Invoke(connection) ?? throw new InvalidOperationException("not over HTTP/2"))
        {
            Protocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        };
        Client = new(options ?? new(), time ?? TimeProvider.System);
        Target = new(Backend.Endpoint, UpstreamHarness.Name, UpstreamTrust.FromBundle(pki.Bundle), new(pki.Client("front-proxy-client")));
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public ScriptedBackend Backend { get; }

    public UpstreamClient Client { get; }

    public UpstreamTarget Target { get; }

    /// <summary>A server that greets and then answers each request by itself.</summary>
    public static Http2Harness Answering(Func<Http2Peer, int, IReadOnlyList<Aggregator.Upstream.HeaderField>, Task> answer) => new(async (peer, _) =>
    {
        await peer.GreetAsync();
        while (true)
        {
            var (stream, fields, _) = await peer.ReadRequestAsync();
            await answer(peer, stream, fields);
        }
    });

    public ValueTask<UpstreamResponse> SendAsync(UpstreamRequest request, CancellationToken cancellationToken = default) =>
        Client.SendAsync(Target, request, fresh: !request.KeepsConnection, cancellationToken);

    public async Task<(int Status, string Body)> AskAsync(UpstreamRequest request)
    {
        await using var response = await SendAsync(request, Token).AsTask().WaitAsync(Patience, Token);
        return (response.Head.StatusCode, await UpstreamHarness.ReadAsync(response).WaitAsync(Patience, Token));
    }

    public Task<(int Status, string Body)> GetAsync(string target = "/x") => AskAsync(new TestRequest("GET", target));

    /// <summary>A GET that must fail.</summary>
    public async Task<UpstreamException> FailAsync(UpstreamRequest? request = null) =>
        await Should.ThrowAsync<UpstreamException>(AskAsync(request ?? new TestRequest("GET", "/x")));

    /// <summary>What went wrong in the script, if anything but the end of a connection did.</summary>
    public string Faults => string.Join('\n', Backend.Faults.Where(e => e is not (IOException or ObjectDisposedException)).Select(e => e.ToString()));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Backend.DisposeAsync();
        Faults.ShouldBeEmpty();
    }
}
