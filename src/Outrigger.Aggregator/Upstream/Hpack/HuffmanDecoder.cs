namespace Outrigger.Aggregator.Upstream.Hpack;

/// <summary>
/// Decodes HPACK's Huffman code (RFC 7541, appendix B). The code is canonical, so that the lengths of its codes say all; it is read four
/// bits at a time through a table of states.
/// </summary>
internal static class HuffmanDecoder
{
    private const int Symbols = 257;
    private const int EndOfString = 256;
    private const int MaxLength = 30;
    private const int Refused = -1;
    private const short NoSymbol = -1;

    private static readonly Step[] Steps = MakeSteps();

    // by symbol: the bits of its code; the last is the end of the string, which must not stand in one
    private static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ];

    /// <summary>
    /// Decodes into <paramref name="destination"/>, which must have 8/5 of the room of <paramref name="bytes"/>; the count, or -1 when
    /// it is no Huffman code (padding that is too long or holds a zero, the end of the string in its middle).
    /// </summary>
    public static int Decode(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        var (state, count, mayEnd) = (0, 0, true);
        foreach (var b in bytes)
        {
            for (var half = 4; half >= 0; half -= 4)
            {
                ref readonly var step = ref Steps[(state << 4) | ((b >> half) & 0xf)];
                if (step.Next == Refused)
                {
                    return -1;
                }

                if (step.Symbol != NoSymbol)
                {
                    destination[count++] = (byte)step.Symbol;
                }

                (state, mayEnd) = (step.Next, step.MayEnd);
            }
        }

        return mayEnd ? count : -1;
    }

    /// <summary>A binary tree of the codes: children of node n at 2n and 2n+1; symbols stand as -symbol - 1.</summary>
    private static int[] MakeTree()
    {
        var tree = new int[2 * Symbols];
        var (code, nodes) = (0, 1);
        for (var length = 1; length <= MaxLength; length++, code <<= 1)
        {
            for (var symbol = 0; symbol < Symbols; symbol++)
            {
                if (Lengths[symbol] != length)
                {
                    continue;
                }

                var node = 0;
                for (var bit = length - 1; bit > 0; bit--)
                {
                    ref var child = ref tree[(2 * node) | ((code >> bit) & 1)];
                    node = child == 0 ? child = nodes++ : child;
                }

                tree[(2 * node) | (code & 1)] = -symbol - 1;
                code++;
            }
        }

        return tree;
    }

    private static Step[] MakeSteps()
    {
        var tree = MakeTree();
        var padding = Padding(tree);
        var steps = new Step[16 * (Symbols - 1)];
        for (var i = 0; i < steps.Length; i++)
        {
            var (node, symbol) = (i >> 4, NoSymbol);
            for (var bit = 3; bit >= 0 && node != Refused; bit--)
            {
                node = tree[(2 * node) | ((i >> bit) & 1)];
                if (node < 0)
                {
                    symbol = (short)(-node - 1);
                    node = symbol == EndOfString ? Refused : 0;
                }
            }

            steps[i] = new Step((short)node, symbol, padding.Contains(node));
        }

        return steps;
    }

    /// <summary>Where a string may end: at the root, and up to seven ones below it.</summary>
    private static HashSet<int> Padding(int[] tree)
    {
        var nodes = new HashSet<int> { 0 };
        for (var (node, ones) = (0, 0); ones < 7; ones++)
        {
            node = tree[(2 * node) | 1];
            nodes.Add(node);
        }

        return nodes;
    }

    /// <summary>What four bits do: the state after them, the symbol that they end (there is one at most), whether the string may end there.</summary>
    private readonly record struct Step(short Next, short Symbol, bool MayEnd);
}
