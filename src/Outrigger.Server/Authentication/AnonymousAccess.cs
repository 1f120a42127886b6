namespace Outrigger.Server.Authentication;

/// <summary>Where callers without credentials are <c>system:anonymous</c>; everywhere else they get 401.</summary>
public sealed record AnonymousAccess
{
    private AnonymousAccess(bool enabled, IReadOnlyList<string> paths)
    {
        IsEnabled = enabled;
        Paths = paths;
    }

    /// <summary>On every path (<c>--anonymous-auth</c>, the default).</summary>
    public static AnonymousAccess Everywhere { get; } = new(true, []);

    /// <summary>On no path.</summary>
    public static AnonymousAccess Nowhere { get; } = new(false, []);

    /// <summary>Whether there are any.</summary>
    public bool IsEnabled { get; }

    /// <summary>The only paths, as they are decoded; empty for every path.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>On these paths alone, each to the letter; at least one.</summary>
    public static AnonymousAccess On(params IReadOnlyList<string> paths) =>
        paths.Count > 0 ? new(true, paths) : throw new ArgumentException("name at least one path", nameof(paths));

    /// <summary>Whether the path of a request, as authorization sees it, is open to them.</summary>
    public bool Admits(string path) => IsEnabled && (Paths.Count == 0 || Paths.Contains(path, StringComparer.Ordinal));

    /// <inheritdoc/>
    public bool Equals(AnonymousAccess? other) =>
        other is not null && IsEnabled == other.IsEnabled && Paths.SequenceEqual(other.Paths, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsEnabled, Paths.Count);
}
