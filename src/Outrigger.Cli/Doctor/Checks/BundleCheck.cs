using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The APIService's caBundle can be read and its authorities are valid now.</summary>
internal sealed class BundleCheck : ICheck
{
    public string Name => CheckNames.Bundle;

    public IReadOnlyList<string> Needs => [CheckNames.ApiService, CheckNames.Service];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var api = context.ApiService;
        if (api.SkipsVerification)
        {
            return CheckResult.Warn("insecureSkipTLSVerify is set: whoever gets between the servers can pretend to be this one", BundleFix.FromFile(api, "\"insecureSkipTLSVerify\":false,"));
        }

        if (api.CaBundle.Length == 0)
        {
            return CheckResult.Warn("there is no caBundle: the main server takes the authorities of its machine", BundleFix.FromFile(api));
        }

        try
        {
            context.Bundle.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(api.CaBundle)));
        }
        catch (Exception failure) when (failure is FormatException or CryptographicException)
        {
            return CheckResult.Fail($"the caBundle is not base64 of PEM: {failure.Message}", BundleFix.FromFile(api));
        }

        if (context.Bundle.Count == 0)
        {
            return CheckResult.Fail("the caBundle holds no certificate", BundleFix.FromFile(api));
        }

        var problems = context.Bundle.Select(c => Certificates.TimeProblem(c, context.Time.GetUtcNow())).ToList();
        if (problems.OfType<(CheckState State, string Message)>().FirstOrDefault() is not { Message: { } message } problem)
        {
            return CheckResult.Ok(string.Join(", ", context.Bundle.Select(c => c.Subject)));
        }

        // while an authority is replaced, an old one beside the new one does no harm
        var state = problems.TrueForAll(p => p?.State == CheckState.Fail) ? CheckState.Fail : CheckState.Warn;
        var fix = await BundleFix.FindAsync(context, cancellationToken).ConfigureAwait(false);
        return new CheckResult(state, $"authority {message}", fix);
    }
}
