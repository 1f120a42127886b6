using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;

namespace Outrigger.Server.Metrics;

/// <summary>JSON web tokens and the keys of their issuers. An issuer is told by the hash of its URL, as in kube-apiserver.</summary>
public sealed class JwtMetrics
{
    private readonly Histogram<double> seconds;
    private readonly Gauge<double> fetched;

    internal JwtMetrics(Meter meter)
    {
        seconds = meter.CreateHistogram<double>(
            "apiserver_authentication_jwt_authenticator_latency_seconds", "s", "Time to judge a JSON web token that was not remembered, by result.");
        fetched = meter.CreateGauge<double>(
            "apiserver_authentication_jwt_authenticator_jwks_fetch_last_timestamp_seconds", "s", "When an issuer's keys were last read, by result.");
    }

    /// <summary>A token of an issuer was judged.</summary>
    public void Judged(string issuer, bool accepted, TimeSpan took) =>
        seconds.Record(took.TotalSeconds, AccessMetrics.Tag("result", accepted ? "success" : "failure"), Of(issuer));

    /// <summary>The keys of an issuer were read, or could not be.</summary>
    public void Fetched(string issuer, bool success, DateTimeOffset when) =>
        fetched.Record(when.ToUnixTimeMilliseconds() / 1000.0, AccessMetrics.Tag("result", success ? "success" : "failure"), Of(issuer));

    private static KeyValuePair<string, object?> Of(string issuer) =>
        AccessMetrics.Tag("jwt_issuer_hash", $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(issuer)))}");
}
