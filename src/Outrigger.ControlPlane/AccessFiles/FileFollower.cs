using Microsoft.Extensions.Logging;
using Outrigger.Server.Metrics;

namespace Outrigger.ControlPlane.AccessFiles;

/// <summary>
/// Takes changes of a configuration file over while the server runs. A file that cannot be used leaves the last good one in force, and is
/// tried again when it changes; one that cannot be used now (an issuer does not answer) is tried again at the next look.
/// </summary>
/// <param name="what"><c>authentication</c> or <c>authorization</c>.</param>
/// <param name="file">Its path.</param>
/// <param name="inForce">The text that is in force at the start.</param>
/// <param name="metrics">Where reloads are counted.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of each reload.</param>
internal sealed class FileFollower(string what, string file, string inForce, ConfigFileMetrics metrics, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private string seen = inForce;

    /// <summary>
    /// Puts a text in force; null when it is, else why it cannot be now. Throws <see cref="AccessFileException"/> when it never can.
    /// </summary>
    public required Func<string, CancellationToken, Task<string?>> Apply { private get; init; }

    /// <summary>Looks at the file again and again until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await LookAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var text = await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
            if (text == seen)
            {
                return;
            }

            try
            {
                var problem = await Apply(text, cancellationToken).ConfigureAwait(false);
                Tell(problem);
                seen = problem is null ? text : seen;
            }
            catch (AccessFileException e)
            {
                seen = text;
                Tell(e.Message);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell(e.Message);
        }
    }

    private void Tell(string? problem)
    {
        metrics.Reloaded(what, problem is null, time.GetUtcNow());
        if (problem is null)
        {
            AccessFileLog.Reloaded(logger, what, file);
        }
        else
        {
            AccessFileLog.NotReloaded(logger, what, file, problem);
        }
    }
}
