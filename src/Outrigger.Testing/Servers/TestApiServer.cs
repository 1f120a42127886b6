using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Client.Rest;
using Outrigger.Registry.Typed;
using Outrigger.Server.Hosting;
using Outrigger.Server.Pipeline;

namespace Outrigger.Testing.Servers;

/// <summary>
/// A Kubernetes API server inside the test process: the whole control plane (namespaces, RBAC, CRDs, garbage collection, the aggregator)
/// in memory, ready in milliseconds, gone with <c>await using</c>. Any number may run side by side; they share nothing.
/// </summary>
public sealed class TestApiServer : IAsyncDisposable
{
    private static readonly Uri InProcess = new("https://localhost");
    private readonly TestControlPlane plane;
    private readonly ObjectSeeder seeder;
    private readonly List<IDisposable> clients = [];

    private TestApiServer(TestControlPlane plane)
    {
        this.plane = plane;
        Client = CreateClient("admin", UserInfo.MastersGroup);
        seeder = new ObjectSeeder(Client);
    }

    /// <summary>Talks to the server as a member of system:masters, without a socket.</summary>
    public KubernetesClient Client { get; }

    /// <summary>The server's clock.</summary>
    public TimeProvider Clock => plane.Clock;

    /// <summary>The address for programs beside this one; throws unless <see cref="TestApiServerOptions.Listen"/> was set.</summary>
    public Uri Address => new($"https://127.0.0.1:{Listener.Port}");

    /// <summary>PEM of the authority that signed the certificate of <see cref="Address"/>.</summary>
    public string AuthorityPem => plane.Pki.AuthorityPem;

    private ApiServer Listener => plane.Listener
        ?? throw new InvalidOperationException("the server does not listen: start it with TestApiServerOptions { Listen = true }");

    /// <summary>Starts a server; it answers when this returns.</summary>
    public static async Task<TestApiServer> StartAsync(TestApiServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new TestApiServerOptions();
        var server = new TestApiServer(await TestControlPlane.StartAsync(options, cancellationToken).ConfigureAwait(false));
        try
        {
            await server.ApplyAsync(options.Objects, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A client that is somebody else, judged by RBAC as in a cluster; the server disposes of it.</summary>
    public KubernetesClient CreateClient(string user, params IReadOnlyList<string> groups)
    {
        // the pauses of a client are real, whatever the server's clock
        var client = new KubernetesClient(CreateHandler(new UserInfo(user, groups)), InProcess, TimeProvider.System) { Json = TypedJson.Options };
        Own(client);
        return client;
    }

    /// <summary>An <see cref="HttpClient"/> as the administrator, without a socket; the server disposes of it.</summary>
    public HttpClient CreateHttpClient()
    {
        var client = new HttpClient(CreateHandler(new UserInfo("admin", [UserInfo.MastersGroup]))) { BaseAddress = InProcess };
        Own(client);
        return client;
    }

    /// <summary>What sends requests into the server as a user, for clients of other makers.</summary>
    public HttpMessageHandler CreateHandler(UserInfo user) => new InProcessHandler(plane.Pipeline, user);

    /// <summary>
    /// Makes the objects of a YAML text what it says (server-side apply; status too). Namespaces that are missing come to be; after a
    /// CustomResourceDefinition it goes on when the kind is served, so that objects of it may follow.
    /// </summary>
    public Task ApplyAsync(string yaml, CancellationToken cancellationToken = default) => seeder.ApplyAsync(yaml, cancellationToken);

    /// <summary>As <see cref="ApplyAsync(string, CancellationToken)"/> for one object; returns it as it is now.</summary>
    public Task<JsonObject> ApplyAsync(JsonObject obj, CancellationToken cancellationToken = default) => seeder.ApplyAsync(obj, cancellationToken);

    /// <summary>A kubeconfig for kubectl and other programs, by default of the administrator; needs <see cref="TestApiServerOptions.Listen"/>.</summary>
    public string Kubeconfig(string user = "admin", params IReadOnlyList<string> groups)
    {
        var token = plane.Tokens.Issue(new UserInfo(user, user is "admin" && groups.Count == 0 ? [UserInfo.MastersGroup] : groups));
        return $"""
            apiVersion: v1
            kind: Config
            current-context: test
            clusters:
            - name: test
              cluster:
                server: {Address.AbsoluteUri.TrimEnd('/')}
                certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(AuthorityPem))}
            users:
            - name: test
              user:
                token: {token}
            contexts:
            - name: test
              context:
                cluster: test
                user: test

            """;
    }

    /// <summary>Ends watches and controllers and lets go of everything.</summary>
    public async ValueTask DisposeAsync()
    {
        IDisposable[] all;
        lock (clients)
        {
            all = [.. clients];
            clients.Clear();
        }

        foreach (var client in all)
        {
            client.Dispose();
        }

        await plane.DisposeAsync().ConfigureAwait(false);
    }

    private void Own(IDisposable client)
    {
        lock (clients)
        {
            clients.Add(client);
        }
    }
}
