namespace Outrigger.Server.FlowControl;

/// <summary>
/// Tells flows apart. Seeded for each process, so that nobody can make up names that share all queues with another user's.
/// </summary>
internal static class FlowHash
{
    private const ulong Odd = 0x9E37_79B9_7F4A_7C15;

    public static ulong Add(ulong hash, string text)
    {
        hash = (hash ^ (ulong)text.Length) * Odd;
        foreach (var c in text)
        {
            hash = (hash ^ c) * Odd;
            hash ^= hash >> 32;
        }

        hash ^= hash >> 29;
        hash *= Odd;
        return hash ^ (hash >> 32);
    }
}
