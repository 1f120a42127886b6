namespace Outrigger.Client.Rest;

/// <summary>The answer to a TokenRequest.</summary>
/// <param name="Token">The JWT.</param>
/// <param name="Expires">When it ends; the server may give less time than was asked for.</param>
public sealed record IssuedToken(string Token, DateTimeOffset Expires);
