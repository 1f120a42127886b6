using System.Text;

namespace Outrigger.Fuzz.Tests.Mutation;

/// <summary>Changes bytes without knowing what they are.</summary>
internal static class ByteMutator
{
    private static readonly byte[] Edges = [0x00, 0x01, 0x0a, 0x7f, 0x80, 0xc0, 0xff];

    public static byte[] Mutate(Random random, byte[] bytes)
    {
        var result = bytes;
        for (var i = 1 + random.Next(4); i > 0; i--)
        {
            result = Once(random, result);
        }

        return result;
    }

    private static byte[] Once(Random random, byte[] bytes)
    {
        var at = random.Next(bytes.Length + 1);
        var to = Math.Min(bytes.Length, at + 1 + random.Next(random.Next(4) == 0 ? bytes.Length + 1 : 8));
        switch (random.Next(8))
        {
            case 0 when bytes.Length > 0:
                var flipped = (byte[])bytes.Clone();
                flipped[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1 when bytes.Length > 0:
                var set = (byte[])bytes.Clone();
                set[random.Next(bytes.Length)] = Edges[random.Next(Edges.Length)];
                return set;
            case 2:
                return [.. bytes[..at], .. bytes[to..]];
            case 3:
                return [.. bytes[..to], .. bytes[at..]];
            case 4:
                return bytes[..at];
            case 5:
                return Splice(bytes, at, at, Encoding.UTF8.GetBytes(Pick(random, Words.Body)));
            case 6:
                return Splice(bytes, at, to, Encoding.UTF8.GetBytes(Pick(random, Words.Values)));
            default:
                var junk = new byte[random.Next(12)];
                random.NextBytes(junk);
                return Splice(bytes, at, at, junk);
        }
    }

    public static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private static byte[] Splice(byte[] bytes, int from, int to, byte[] middle) => [.. bytes[..from], .. middle, .. bytes[to..]];
}
