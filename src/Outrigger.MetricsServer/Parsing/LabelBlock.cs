using System.Buffers;

namespace Outrigger.MetricsServer.Parsing;

/// <summary>Reads the labels of a line that say whose figure it is.</summary>
internal ref struct LabelBlock(ReadOnlySpan<byte> text)
{
    private const int LongestName = 253;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-."u8);
    private static readonly SearchValues<byte> LabelBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8);

    /// <summary>What follows the labels, after <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Rest { get; private set; } = text.TrimStart(" \t"u8);

    public ReadOnlySpan<byte> Namespace { get; private set; }

    public ReadOnlySpan<byte> Pod { get; private set; }

    public ReadOnlySpan<byte> Container { get; private set; }

    /// <summary>Whether all three could be names in Kubernetes; anything else would only fill memory.</summary>
    public readonly bool AreNames => IsName(Namespace) && IsName(Pod) && IsName(Container);

    /// <summary>Reads <c>{…}</c> when the text begins with it; false when it is broken.</summary>
    public bool Read()
    {
        if (!Take((byte)'{'))
        {
            return true;
        }

        while (!Take((byte)'}'))
        {
            if (!ReadOne() || !(Take((byte)',') || (!Rest.IsEmpty && Rest[0] == (byte)'}')))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsName(ReadOnlySpan<byte> text) => text.Length is > 0 and <= LongestName && !text.ContainsAnyExcept(NameBytes);

    private bool ReadOne()
    {
        var end = Rest.IndexOfAnyExcept(LabelBytes);
        if (end <= 0)
        {
            return false;
        }

        var key = Rest[..end];
        Skip(end);
        if (!Take((byte)'='))
        {
            return false;
        }

        var length = QuotedLength(Rest);
        if (length < 0)
        {
            return false;
        }

        var value = Rest[1..(length - 1)];
        Skip(length);
        switch (key.Length)
        {
            case 3 when key.SequenceEqual("pod"u8): Pod = value; break;
            case 9 when key.SequenceEqual("namespace"u8): Namespace = value; break;
            case 9 when key.SequenceEqual("container"u8): Container = value; break;
        }

        return true;
    }

    // With both quotes; -1 when it does not end. A value is left escaped: a name has nothing to escape, so one with a backslash is none.
    private static int QuotedLength(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != (byte)'"')
        {
            return -1;
        }

        var at = 1;
        while (at < text.Length && text[at..].IndexOfAny((byte)'"', (byte)'\\') is >= 0 and var next)
        {
            at += next;
            if (text[at] == (byte)'"')
            {
                return at + 1;
            }

            at += 2;
        }

        return -1;
    }

    private bool Take(byte sign)
    {
        if (Rest.IsEmpty || Rest[0] != sign)
        {
            return false;
        }

        Skip(1);
        return true;
    }

    private void Skip(int count) => Rest = Rest[count..].TrimStart(" \t"u8);
}
