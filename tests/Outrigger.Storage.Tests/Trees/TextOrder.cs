using Outrigger.Storage.Contract;
using Outrigger.Storage.Trees;

namespace Outrigger.Storage.Tests.Trees;

internal readonly struct TextOrder : ITreeOrder<string>
{
    public static int Compare(ReadOnlySpan<char> key, string item) => KeyOrder.Compare(key, item);
}
