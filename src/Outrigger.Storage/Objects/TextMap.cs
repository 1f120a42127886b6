using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Outrigger.Storage.Objects;

/// <summary>A small immutable map of texts: two arrays, searched one by one.</summary>
public sealed class TextMap : IReadOnlyDictionary<string, string>
{
    private readonly string[] keys;
    private readonly string[] values;

    internal TextMap(string[] keys, string[] values)
    {
        this.keys = keys;
        this.values = values;
    }

    /// <summary>The map without entries.</summary>
    public static TextMap Empty { get; } = new([], []);

    /// <inheritdoc/>
    public int Count => keys.Length;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => keys;

    /// <inheritdoc/>
    public IEnumerable<string> Values => values;

    /// <inheritdoc/>
    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => Find(key) >= 0;

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        var i = Find(key);
        value = i < 0 ? null : values[i];
        return i >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        for (var i = 0; i < keys.Length; i++)
        {
            yield return new(keys[i], values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Find(string key)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (string.Equals(keys[i], key, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
