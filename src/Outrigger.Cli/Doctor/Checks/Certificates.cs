using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>What the checks of certificates share.</summary>
internal static class Certificates
{
    /// <summary>A certificate that ends within this time is warned about.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    /// <summary>What is wrong with its time; null when nothing is.</summary>
    public static (CheckState State, string Message)? TimeProblem(X509Certificate2 certificate, DateTimeOffset now)
    {
        var (from, to) = (new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter));
        return now > to ? (CheckState.Fail, $"{certificate.Subject} expired on {Day(to)}")
            : now < from ? (CheckState.Fail, $"{certificate.Subject} is not valid before {Day(from)}: is a clock wrong?")
            : to - now < Soon ? (CheckState.Warn, $"{certificate.Subject} ends soon, on {Day(to)}")
            : null;
    }

    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    /// <summary>The command that gives the server another certificate.</summary>
    public static string Renew(DoctorContext context)
    {
        var volumes = JsonNodes.GetArray(context.PodSpec, "volumes") ?? [];
        var secret = volumes.OfType<System.Text.Json.Nodes.JsonObject>().Select(v => JsonNodes.GetString(v, "secret", "secretName"))
            .FirstOrDefault(n => n?.Contains("tls", StringComparison.Ordinal) is true) ?? $"{context.ApiService.Service}-tls";
        return $"kubectl create secret tls {secret} -n {context.ApiService.Namespace} --cert=server.crt --key=server.key --dry-run=client -o yaml | kubectl apply -f -";
    }

    /// <summary>Whether one of the roots vouches for a certificate, whatever the time; null roots are the machine's.</summary>
    public static bool Chains(Handshake shown, X509Certificate2Collection? roots)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        policy.ExtraStore.AddRange(shown.Intermediates);
        if (roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }

        return chain.Build(shown.Leaf);
    }
}
