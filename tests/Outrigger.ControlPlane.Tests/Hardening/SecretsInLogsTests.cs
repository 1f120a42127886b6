using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ControlPlane.Tests.Audit;
using Outrigger.ControlPlane.Tests.Jwt;
using Outrigger.Testing.Servers;
using Outrigger.TestKit.Issuers;

namespace Outrigger.ControlPlane.Tests.Hardening;

/// <summary>
/// T-60: at the highest verbosity, what is secret is in no log, no figure and no trace, and in the audit log only inside of the objects
/// that its policy has recorded.
/// </summary>
public sealed class SecretsInLogsTests
{
    private const string Whole = "rules: [{level: RequestResponse}]";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Whole)]
    [InlineData("rules: [{level: Metadata}]")]
    [InlineData("rules: [{level: Metadata, resources: [{group: '', resources: [secrets, serviceaccounts/token]}, {group: authentication.k8s.io}]}, {level: RequestResponse}]")]
    public async Task Traffic_WithSecretsEverywhere_LeavesThemNowhere(string policy)
    {
        var log = new EveryLine();
        using var signals = new EverySignal();
        using var file = new AuditFile(policy);
        await using var audit = file.Open();
        await using var server = await TestApiServer.StartAsync(new TestApiServerOptions { Listen = true, Loggers = log, Audit = audit }, Token);
        using var planted = new PlantedSecrets(server);

        await planted.SendAllAsync();
        var metrics = await planted.GetAsync("/metrics");
        await Eventually.TrueAsync(() => file.Text().Contains("\"requestURI\":\"/metrics\"", StringComparison.Ordinal), "the last event");

        log.Count.ShouldBeGreaterThan(50, "everybody logged, the web server too");
        signals.Spans.ShouldBeGreaterThan(20, "the client's, who is of this process");
        signals.Figures.ShouldBeGreaterThan(20);
        file.Events.Count.ShouldBeGreaterThan(30);
        var (all, withoutObjects) = (file.Text(), file.WithoutObjects());
        foreach (var secret in planted.Credentials.Concat(planted.Contents))
        {
            log.Find(secret).ShouldBeNull();
            signals.Find(secret).ShouldBeNull();
            metrics.ShouldNotContain(secret);
            withoutObjects.ShouldNotContain(secret);
        }

        planted.Credentials.ShouldAllBe(secret => !all.Contains(secret, StringComparison.Ordinal));

        // a policy that asks for the objects gets them as they are, as from kube-apiserver
        (policy == Whole ? planted.Recorded : planted.Contents).ShouldAllBe(secret => all.Contains(secret, StringComparison.Ordinal) == (policy == Whole));
    }

    [Fact]
    public async Task Logs_OfIssuersAndTheirTokens_HoldNone()
    {
        var log = new EveryLine();
        using var signals = new EverySignal();
        await using var issuer = await TestIssuer.StartAsync("ES256");
        var clock = new FakeTimeProvider();
        using var metrics = new Server.Metrics.AccessMetrics();
        await using var authenticator = new ControlPlane.Jwt.JwtAuthenticators([IssuerSetup.SettingsOf(issuer)], metrics.Tokens, clock, log.CreateLogger("jwt"));
        authenticator.Start();
        var refusals = new List<string>();
        var tokens = new List<string>();
        foreach (var fault in (IssuerFault[])[IssuerFault.None, IssuerFault.Garbage, IssuerFault.Redirect, IssuerFault.OtherIssuer, IssuerFault.Down])
        {
            issuer.Fault = fault;
            var reads = issuer.DiscoveryReads;
            await Eventually.TrueAsync(
                () =>
                {
                    clock.Advance(TimeSpan.FromSeconds(30));
                    return issuer.DiscoveryReads > reads;
                },
                $"the issuer read with the fault {fault}");
            foreach (var change in (Action<JsonObject>[])[_ => { }, c => c["sub"] = 7, c => c["aud"] = "elsewhere", c => c["exp"] = 1, c => c["groups"] = new JsonArray("claim-secret", 7)])
            {
                var claims = issuer.Claims(clock.GetUtcNow());
                claims["nonce"] = $"nonce-secret-{Guid.NewGuid():N}";
                change(claims);
                tokens.Add(issuer.Token(claims));
                refusals.Add($"{await authenticator.AuthenticateAsync(tokens[^1], [], Token)}");
            }
        }

        signals.Spans.ShouldBeGreaterThan(0, "the issuer was asked");
        foreach (var secret in tokens.SelectMany(t => t.Split('.')[1..]).Concat(["nonce-secret", "claim-secret", "not what you want"]))
        {
            log.Find(secret).ShouldBeNull();
            signals.Find(secret).ShouldBeNull();
            refusals.Where(r => r.Contains("Refused", StringComparison.Ordinal)).ShouldAllBe(r => !r.Contains(secret, StringComparison.Ordinal));
        }
    }

    private sealed class EveryLine : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();

        public int Count => lines.Count;

        public string? Find(string text) => lines.FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal));

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lines.Enqueue($"{formatter(state, exception)} {exception}");
            foreach (var (key, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                lines.Enqueue($"{key}={value}");
            }
        }
    }
}
