using System.Security.Cryptography.X509Certificates;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The server's certificates carry the name that the aggregator asks for: SERVICE.NAMESPACE.svc.</summary>
internal sealed class CertificateNameCheck : ICheck
{
    public string Name => CheckNames.CertificateName;

    public IReadOnlyList<string> Needs => [CheckNames.Handshake];

    public Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var name = context.ApiService.ServerName;
        var wrong = context.Handshakes.FirstOrDefault(h => !h.Leaf.MatchesHostname(name, allowWildcards: true, allowCommonName: false));
        return Task.FromResult(wrong is null
            ? CheckResult.Ok($"it carries {name}")
            : CheckResult.Fail($"{wrong.Backend}: the certificate does not carry {name}, only {Names(wrong.Leaf)}", Certificates.Renew(context)));
    }

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString()))).ToList();
        return names.Count == 0 ? "the common name, which does not count" : string.Join(", ", names);
    }
}
