using System.Net;
using Microsoft.Extensions.Logging;
using Outrigger.Cli.Hosting;
using Outrigger.Cli.Pki;
using Outrigger.Cli.Users;
using Outrigger.TestKit;

namespace Outrigger.Cli.Tests.Hosting;

public sealed class CertificateRenewalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Running_ForElevenMonths_RenewsWhatEndsSoonAndSaysSo()
    {
        var pki = new PkiFolder(folder.Path, time);
        Renew(pki);
        string[] files = [folder["apiserver.crt"], folder["front-proxy-client.crt"], folder["kubeconfig"], folder["ca.crt"]];
        var first = files.Select(File.ReadAllText).ToList();
        var log = new Lines();
        await using var renewal = new CertificateRenewal(() => Renew(pki), files, time, log).Start();

        for (var day = 0; day < 330; day += 10)
        {
            time.Advance(TimeSpan.FromDays(10));
        }

        log.Texts.ShouldBeEmpty();
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromDays(1));
                return log.Texts.Count == 3;
            },
            "three files are renewed");
        log.Texts.ShouldBe(files[..3].Select(f => $"{f} is renewed"));
        files.Select(File.ReadAllText).Zip(first).Select(f => f.First == f.Second).ShouldBe([false, false, false, true]);
        using var serving = ServerPki.Ensure(pki, IPAddress.Loopback, "machine").Serving.ToCertificate();
        serving.NotAfter.ToUniversalTime().ShouldBeGreaterThan(time.GetUtcNow().AddDays(300).UtcDateTime);
    }

    [Fact]
    public async Task Renewal_ThatFails_IsToldAndTriedAgain()
    {
        var tries = 0;
        var log = new Lines();
        await using var renewal = new CertificateRenewal(() => throw new IOException($"try {++tries}"), [], time, log).Start();
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromDays(1));
                return log.Texts.Count >= 2;
            },
            "it is tried twice");
        log.Texts[1].ShouldBe("certificates cannot be renewed: try 2; it is tried again tomorrow");
    }

    private void Renew(PkiFolder pki)
    {
        var authority = ServerPki.Ensure(pki, IPAddress.Loopback, "machine").ClusterAuthority;
        AdminKubeconfig.Prepare(folder["kubeconfig"], pki, authority).Save();
    }

    private sealed class Lines : ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> texts = new();

        public IReadOnlyList<string> Texts => [.. texts];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            texts.Enqueue(formatter(state, exception));
    }
}
