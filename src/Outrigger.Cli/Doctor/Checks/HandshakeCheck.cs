using System.Net.Sockets;
using System.Security.Authentication;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Cli.Doctor.Probes;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>Every endpoint that takes connections speaks TLS.</summary>
internal sealed class HandshakeCheck : ICheck
{
    public string Name => CheckNames.Handshake;

    public IReadOnlyList<string> Needs => [CheckNames.Connect];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var all = new List<Handshake>();
        foreach (var backend in context.Backends)
        {
            try
            {
                all.Add(await Deadline.RunAsync(
                    context.Timeout, context.Time, cancel => TlsProbe.RunAsync(backend, context.ApiService.ServerName, cancel), cancellationToken).ConfigureAwait(false));
            }
            catch (Exception failure) when (failure is AuthenticationException or IOException or TimeoutException or SocketException)
            {
                return CheckResult.Fail($"{backend} does not speak TLS: {failure.Message}", context.LogsCommand);
            }
        }

        context.Handshakes = all;
        return CheckResult.Ok($"{all.Count} of {all.Count} shake hands, with {all[0].Leaf.Subject}");
    }
}
