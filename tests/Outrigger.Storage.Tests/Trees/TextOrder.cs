using Outrigger.Storage.Contract;
using Outrigger.Storage.Trees;

namespace Outrigger.Storage.Tests.Trees;

internal readonly struct TextOrder : ITreeOrder<string>
{
    public static int Compare(ReadOnlySpan<char> key, string item) => KeyOrder.Compare(key, item);

    // Few hashes, so that they collide.
    public static int Hash(ReadOnlySpan<char> key) => key.Length == 0 ? 0 : key[^1] % 4;

    public static int Hash(string item) => Hash(item.AsSpan());
}
