using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authentication;
using Outrigger.Server.Pipeline;
using static Outrigger.TestKit.Http2.RawHttp2;

namespace Outrigger.Server.Tests.Hardening;

/// <summary>Limits on headers are wide for those who are known, and a budget bounds what strangers make of them (T-40, T-41).</summary>
[CollectionDefinition(nameof(HeaderBudgetTests), DisableParallelization = true)]
[Collection(nameof(HeaderBudgetTests))]
public sealed class HeaderBudgetTests(TlsServer server) : IClassFixture<TlsServer>
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const int Streams = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly (string Name, string Value) Admin = ("authorization", "Bearer admin-token");

    [Fact]
    public async Task Bomb_OfIndexedFields_IsCutBeforeItFillsTheMemory()
    {
        // one field of 3,900 characters, and then 125 times the byte that stands for it
        byte[] first = [.. Block("GET", "/livez"), .. Literal(0x40, "x-a", new string('a', 3900))];
        byte[] next = [.. Block("GET", "/livez"), .. Enumerable.Repeat(Indexed(62), 125).SelectMany(field => field)];
        GC.Collect();
        var before = Environment.WorkingSet;
        var most = before;
        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ConnectAsync(server.Server.Server.Port, window: 0)));

        var sending = all.Select(c => c.FloodAsync(Streams, i => Request((2 * i) + 1, i == 0 ? first : next), Streams)).ToList();
        var cut = Task.WhenAll(all.Select(c => c.Closed)).WaitAsync(Patience, TestServer.Token);
        while (!cut.IsCompleted)
        {
            most = Math.Max(most, Environment.WorkingSet);
            await Task.WhenAny(cut, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
        }

        await cut;
        await Task.WhenAll(sending);
        TestContext.Current.TestOutputHelper?.WriteLine($"+{(most - before) >> 20} MiB");
        (most - before).ShouldBeLessThan(200L << 20);
        await server.AskAsync();
        foreach (var connection in all)
        {
            await connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task FrontProxy_UsersInManyGroupsAtOnce_AreServed()
    {
        // together twice of what a stranger may send
        var groups = Enumerable.Range(0, 1000).Select(i => ("x-remote-group", $"group-{i}")).Append(("x-remote-group", "system:masters"));
        var block = Block("GET", ConfigMaps, groups.Prepend(("x-remote-user", "carol")));
        await using var proxy = await ConnectAsync(server.Server.Server.Port, certificate: server.FrontProxy);

        for (var i = 0; i < Streams; i++)
        {
            (await proxy.WriteAsync(Request((2 * i) + 1, block))).ShouldBeTrue();
        }

        await proxy.SucceedAsync(Streams);
        proxy.Received(GoAway).ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task LongRequests_OfUsers_AreServed(int version)
    {
        var selector = string.Join(',', Enumerable.Range(0, 3000).Select(i => $"label-{i:D5}!=value{i}"));
        var exec = string.Join('&', Enumerable.Range(0, 1000).Select(i => $"command=argument-{i:D6}-of-a-long-line-of-arguments"));
        selector.Length.ShouldBeGreaterThan(60 * 1024);
        string[] paths = [$"{ConfigMaps}?labelSelector={selector}", $"/api/v1/namespaces/default/configmaps?{exec}"];
        if (version == 1)
        {
            foreach (var path in paths)
            {
                using var request = TestServer.Get(path);
                using var response = await server.Client.SendAsync(request, TestServer.Token);
                response.StatusCode.ShouldBe(HttpStatusCode.OK);
            }

            return;
        }

        await using var raw = await ConnectAsync(server.Server.Server.Port);
        for (var i = 0; i < paths.Length; i++)
        {
            (await raw.WriteAsync(Request((2 * i) + 1, Block("GET", paths[i], Admin)))).ShouldBeTrue();
        }

        await raw.SucceedAsync(paths.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer wrong")]
    public async Task Http2_Stranger_HasOneRequestForAHandshake(string credential)
    {
        var block = credential.Length == 0 ? Block("GET", ConfigMaps) : Block("GET", ConfigMaps, ("authorization", credential));
        await using var stranger = await ConnectAsync(server.Server.Server.Port);

        await stranger.WriteAsync(Request(1, block));

        await stranger.Closed.WaitAsync(Patience, TestServer.Token);
        (stranger.Received(Headers), stranger.GoAwayCode).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Http2_RequestsThatCannotBeTakenApart_AreThoseOfAStranger()
    {
        await using var stranger = await ConnectAsync(server.Server.Server.Port);

        for (var i = 0; i <= UnseenRequests.Most; i++)
        {
            await stranger.WriteAsync(Request((2 * i) + 1, Block("GET", "/api/v1/namespaces/a%2Fb/configmaps")));
        }

        await stranger.Closed.WaitAsync(Patience, TestServer.Token);
        stranger.GoAwayCode.ShouldBe(0);
    }

    [Fact]
    public async Task Identify_User_AllocatesNoMoreThanAuthentication()
    {
        var authentication = new RequestAuthentication([new OneUser()], AnonymousAccess.Everywhere, NullLogger.Instance);
        var callers = new Strangers();
        var http = new DefaultHttpContext();

        var both = await BytesAsync(() => callers.IdentifyAsync(http, authentication.AuthenticateAsync(http, "/")));

        both.ShouldBe(await BytesAsync(() => authentication.AuthenticateAsync(http, "/")));
    }

    [Fact]
    public async Task Http2_User_KeepsTheConnection()
    {
        await using var user = await ConnectAsync(server.Server.Server.Port);

        for (var i = 0; i < 10; i++)
        {
            await user.WriteAsync(Request((2 * i) + 1, Block("GET", ConfigMaps, Admin)));
            await user.SucceedAsync(i + 1);
        }

        user.Received(GoAway).ShouldBe(0);
    }

    [Fact]
    public void Enter_StrangersHoldTooMuchTogether_ThoseWithLittleRemain()
    {
        var callers = new Strangers();
        var full = Enumerable.Range(0, 65).Select(_ => new Connection(Strangers.MostOfConnection - 200)).ToList();
        full.ForEach(connection => callers.Enter(connection.Http));

        full.Select(connection => connection.IsCut).ShouldBe([.. Enumerable.Repeat(false, 64), true]);
        IsCut(callers, 1000).ShouldBeFalse();
        IsCut(callers, Strangers.Little).ShouldBeTrue();

        full.ForEach(connection => connection.End());
        IsCut(callers, Strangers.Little).ShouldBeFalse();
        IsCut(callers, Strangers.MostOfConnection).ShouldBeTrue();
    }

    [Fact]
    public async Task Identify_UserWhoIsKnownLater_CountsNoMore()
    {
        var later = new OneUser { Until = new TaskCompletionSource() };
        var authentication = new RequestAuthentication([later], AnonymousAccess.Everywhere, NullLogger.Instance);
        var callers = new Strangers();
        var connection = new Connection(Strangers.MostOfConnection - 200);
        for (var i = 0; i < 10; i++)
        {
            later.Until = new TaskCompletionSource();
            var calling = callers.IdentifyAsync(connection.Http, authentication.AuthenticateAsync(connection.Http, "/"));
            later.Until.SetResult();
            (await calling).Name.ShouldBe("one");
        }

        connection.IsCut.ShouldBeFalse();
        later.Until = new TaskCompletionSource();
        _ = callers.IdentifyAsync(connection.Http, authentication.AuthenticateAsync(connection.Http, "/"));
        _ = callers.IdentifyAsync(connection.Http, authentication.AuthenticateAsync(connection.Http, "/"));
        connection.IsCut.ShouldBeTrue();
    }

    private static async Task<long> BytesAsync(Func<ValueTask<UserInfo>> call)
    {
        await call();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            var calling = call();
            calling.IsCompletedSuccessfully.ShouldBeTrue();
            await calling;
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static bool IsCut(Strangers callers, int size)
    {
        var connection = new Connection(size);
        callers.Enter(connection.Http);
        return connection.IsCut;
    }

    /// <summary>Every caller is the same user.</summary>
    private sealed class OneUser : IAuthenticator
    {
        private readonly AuthenticationResult result = AuthenticationResult.Accepted(new UserInfo("one", [UserInfo.AuthenticatedGroup]));

        public string Name => "one";

        /// <summary>When it says so; null for at once.</summary>
        public TaskCompletionSource? Until { get; set; }

        public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken) =>
            Until is null ? new(result) : new(WaitAsync(Until.Task));

        private async Task<AuthenticationResult> WaitAsync(Task until)
        {
            await until;
            return result;
        }
    }

    /// <summary>A connection with one request.</summary>
    private sealed class Connection : HttpResponseFeature, IConnectionItemsFeature, IConnectionLifetimeFeature
    {
        private readonly List<(Func<object, Task> Call, object State)> completed = [];

        public Connection(int size)
        {
            Http = new DefaultHttpContext();
            Http.Features.Set<IHttpResponseFeature>(this);
            Http.Features.Set<IConnectionItemsFeature>(this);
            Http.Features.Set<IConnectionLifetimeFeature>(this);
            Http.Request.Headers["x-a"] = new string('a', size);
        }

        public DefaultHttpContext Http { get; }

        public bool IsCut { get; private set; }

        public IDictionary<object, object?> Items { get; set; } = new ConcurrentDictionary<object, object?>();

        public CancellationToken ConnectionClosed { get; set; }

        public void Abort() => IsCut = true;

        public override void OnCompleted(Func<object, Task> callback, object state) => completed.Add((callback, state));

        public void End() => completed.ForEach(one => one.Call(one.State).IsCompletedSuccessfully.ShouldBeTrue());
    }
}
