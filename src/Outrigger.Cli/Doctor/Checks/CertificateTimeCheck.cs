using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The server's certificates are valid now, and for a while.</summary>
internal sealed class CertificateTimeCheck : ICheck
{
    public string Name => CheckNames.CertificateTime;

    public IReadOnlyList<string> Needs => [CheckNames.Handshake];

    public Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        foreach (var shown in context.Handshakes)
        {
            if (Certificates.TimeProblem(shown.Leaf, context.Time.GetUtcNow()) is { } problem)
            {
                return Task.FromResult(new CheckResult(problem.State, $"{shown.Backend}: {problem.Message}", Certificates.Renew(context)));
            }
        }

        var end = context.Handshakes.Min(h => h.Leaf.NotAfter);
        return Task.FromResult(CheckResult.Ok($"valid until {Certificates.Day(new DateTimeOffset(end))}"));
    }
}
