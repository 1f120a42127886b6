using System.Collections.Concurrent;
using System.Security.Cryptography;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authentication;

namespace Outrigger.Testing.Servers;

/// <summary>The bearer tokens of the users that a test made up.</summary>
internal sealed class TokenTable : ITokenAuthenticator
{
    private readonly ConcurrentDictionary<string, UserInfo> users = new(StringComparer.Ordinal);

    public string Name => "test-tokens";

    public string Issue(UserInfo user)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        users[token] = user;
        return token;
    }

    public ValueTask<AuthenticationResult> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken) =>
        new(users.TryGetValue(token, out var user) ? AuthenticationResult.Accepted(user) : AuthenticationResult.NoOpinion);
}
