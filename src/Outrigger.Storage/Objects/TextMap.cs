using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Outrigger.Storage.Objects;

/// <summary>A small immutable map of texts: keys and values in turn in one array, searched one by one.</summary>
public sealed class TextMap : IReadOnlyDictionary<string, string>
{
    private readonly string[] pairs;

    internal TextMap(string[] pairs) => this.pairs = pairs;

    /// <summary>The map without entries.</summary>
    public static TextMap Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => pairs.Length / 2;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => this.Select(static pair => pair.Key);

    /// <inheritdoc/>
    public IEnumerable<string> Values => this.Select(static pair => pair.Value);

    /// <inheritdoc/>
    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        for (var i = 0; i < pairs.Length; i += 2)
        {
            if (string.Equals(pairs[i], key, StringComparison.Ordinal))
            {
                value = pairs[i + 1];
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        for (var i = 0; i < pairs.Length; i += 2)
        {
            yield return new(pairs[i], pairs[i + 1]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
