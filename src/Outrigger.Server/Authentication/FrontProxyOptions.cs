namespace Outrigger.Server.Authentication;

/// <summary>Which front proxy is believed and in which headers it tells the caller (kube-apiserver's <c>--requestheader-*</c>).</summary>
public sealed record FrontProxyOptions
{
    /// <summary>Common names the proxy's certificate may have. Empty allows every certificate of the CA.</summary>
    public IReadOnlyList<string> AllowedNames { get; init; } = [];

    /// <summary>The first header that is set names the user.</summary>
    public IReadOnlyList<string> UsernameHeaders { get; init; } = ["X-Remote-User"];

    /// <summary>Every line of these headers is one group; a comma in it means nothing.</summary>
    public IReadOnlyList<string> GroupHeaders { get; init; } = ["X-Remote-Group"];

    /// <summary>Headers with these prefixes are extra facts; the key is the rest of the name.</summary>
    public IReadOnlyList<string> ExtraHeaderPrefixes { get; init; } = ["X-Remote-Extra-"];

    /// <summary>The first header that is set is the uid; none by default.</summary>
    public IReadOnlyList<string> UidHeaders { get; init; } = [];
}
