using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>An authority of the caBundle signed the server's certificates.</summary>
internal sealed class CertificateChainCheck : ICheck
{
    public string Name => CheckNames.CertificateChain;

    public IReadOnlyList<string> Needs => [CheckNames.Handshake];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        if (context.ApiService.SkipsVerification)
        {
            return CheckResult.NotTried("insecureSkipTLSVerify is set");
        }

        var roots = context.Bundle.Count > 0 ? context.Bundle : null;
        var wrong = context.Handshakes.FirstOrDefault(h => !Certificates.Chains(h, roots));
        return wrong is null
            ? CheckResult.Ok($"signed by {context.Handshakes[0].Leaf.Issuer}, as the caBundle wants")
            : CheckResult.Fail(
                $"{wrong.Backend}: the certificate was signed by {wrong.Leaf.Issuer}, which the caBundle does not hold ({(roots is null ? "it is empty" : string.Join(", ", roots.Select(r => r.Subject)))})",
                await BundleFix.FindAsync(context, cancellationToken).ConfigureAwait(false));
    }
}
