using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.Authentication;

/// <summary>
/// Tokens from a CSV file (<c>--token-auth-file</c>): <c>token,user,uid,"group1,group2"</c>, the groups may be left out.
/// Only hashes of the tokens are kept, so that looking one up takes as long whatever it is.
/// </summary>
public sealed class StaticTokenFile : ITokenAuthenticator
{
    private readonly FrozenDictionary<string, UserInfo> users;

    private StaticTokenFile(FrozenDictionary<string, UserInfo> users) => this.users = users;

    /// <inheritdoc/>
    public string Name => "static-tokens";

    /// <summary>Parses the text of such a file. Throws <see cref="FormatException"/> naming the line.</summary>
    public static StaticTokenFile Parse(string text)
    {
        var users = new Dictionary<string, UserInfo>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Trim().Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            var fields = CsvLine.Split(line.TrimEnd('\r'));
            if (fields.Count < 3 || fields[0].Length == 0 || fields[1].Length == 0)
            {
                throw new FormatException($"line {number} of the token file is not token,user,uid[,\"group1,group2\"]");
            }

            var groups = fields.Count > 3 ? fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
            users[Hash(fields[0])] = new UserInfo(fields[1], groups, fields[2]).AsAuthenticated();
        }

        return new StaticTokenFile(users.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken) =>
        new(users.TryGetValue(Hash(token), out var user) ? AuthenticationResult.Accepted(user) : AuthenticationResult.NoOpinion);

    private static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
