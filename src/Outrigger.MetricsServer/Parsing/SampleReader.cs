using System.Buffers;
using System.Text;
using Outrigger.MetricsServer.Failures;

namespace Outrigger.MetricsServer.Parsing;

/// <summary>
/// Reads a kubelet's answer line by line through one small buffer, so that neither a gigabyte nor a line without end needs memory.
/// Throws <see cref="ScrapeException"/> for what is no text of metrics; samples that cannot be true are counted and left out.
/// </summary>
/// <param name="handle">Told of each sample, in order; names are good only during the call.</param>
internal sealed class SampleReader(SampleHandler handle)
{
    /// <summary>A kubelet with 500 pods of four containers sends about 2 MB.</summary>
    public const long LongestBody = 16 * 1024 * 1024;

    /// <summary>The longest line; real ones have a few hundred bytes.</summary>
    public const int LongestLine = 16 * 1024;

    private const int ShownOfLine = 120;

    /// <summary>How many samples could not be true.</summary>
    public int Impossible { get; private set; }

    /// <summary>The first of them, for the log; empty when there is none.</summary>
    public string FirstImpossible { get; private set; } = "";

    /// <summary>Reads to the end.</summary>
    public async Task ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LongestLine);
        try
        {
            var held = 0;
            var total = 0L;
            int read;
            while ((read = await body.ReadAsync(buffer.AsMemory(held), cancellationToken).ConfigureAwait(false)) > 0)
            {
                total += read;
                if (total > LongestBody)
                {
                    throw new ScrapeException(ScrapeFailure.TooLarge, $"the answer is longer than {LongestBody >> 20} MiB");
                }

                held = TakeLines(buffer.AsSpan(0, held + read));
                if (held == buffer.Length)
                {
                    throw new ScrapeException(ScrapeFailure.TooLarge, $"a line is longer than {buffer.Length >> 10} KiB");
                }
            }

            if (held > 0)
            {
                throw new ScrapeException(ScrapeFailure.Malformed, "the answer ends in the middle of a line");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // takes every whole line, moves the rest to the front and says how long that is
    private int TakeLines(Span<byte> text)
    {
        var start = 0;
        while (text[start..].IndexOf((byte)'\n') is >= 0 and var end)
        {
            TakeLine(text.Slice(start, end));
            start += end + 1;
        }

        if (start > 0)
        {
            text[start..].CopyTo(text);
        }

        return text.Length - start;
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        switch (SampleLine.Read(line, out var sample))
        {
            case LineVerdict.Sample:
                handle(in sample);
                break;
            case LineVerdict.Impossible:
                if (Impossible++ == 0)
                {
                    FirstImpossible = Shown(line);
                }

                break;
            case LineVerdict.Malformed:
                throw new ScrapeException(ScrapeFailure.Malformed, $"no line of metrics: {Shown(line)}");
        }
    }

    // whatever it is, it becomes a short text of one line
    private static string Shown(ReadOnlySpan<byte> line)
    {
        var text = new StringBuilder(ShownOfLine + 1);
        foreach (var b in line[..Math.Min(line.Length, ShownOfLine)])
        {
            text.Append(b is >= 0x20 and < 0x7f ? (char)b : '.');
        }

        return line.Length > ShownOfLine ? text.Append('…').ToString() : text.ToString();
    }
}
