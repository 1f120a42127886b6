using System.Diagnostics;

namespace Outrigger.Functional.Tests.Kubectl;

/// <summary>A kubectl that goes on, read line by line.</summary>
internal sealed class KubectlStream(Process process) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly List<string> seen = [];

    /// <summary>Reads until a line holds the text; fails when none comes.</summary>
    public async Task<string> LineWithAsync(string text)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                seen.Add(line);
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"no line with \"{text}\" within {Limit.TotalSeconds:0} s; seen:\n{string.Join('\n', seen)}");
        }

        throw new InvalidOperationException(
            $"kubectl ended before a line with \"{text}\"; seen:\n{string.Join('\n', seen)}\n{await process.StandardError.ReadToEndAsync(CancellationToken.None)}");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }
}
