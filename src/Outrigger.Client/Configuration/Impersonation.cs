namespace Outrigger.Client.Configuration;

/// <summary>On whose behalf the requests are sent (<c>Impersonate-…</c> headers).</summary>
public sealed record Impersonation(
    string User,
    string Uid,
    IReadOnlyList<string> Groups,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Extra);
