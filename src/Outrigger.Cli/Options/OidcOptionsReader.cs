using Outrigger.ControlPlane.AccessFiles;
using Outrigger.ControlPlane.Jwt;

namespace Outrigger.Cli.Options;

/// <summary>Reads the <c>--oidc-*</c> flags, which say of one issuer what the file of <c>--authentication-config</c> says of many.</summary>
internal sealed class OidcOptionsReader(OptionFiles files, List<string> problems)
{
    /// <summary>Null when no issuer is named, or something is wrong.</summary>
    public JwtAuthenticatorSettings? Read(OidcOptions options, IReadOnlyList<string> reserved)
    {
        if (!options.AnyGiven)
        {
            return null;
        }

        if (options.IssuerUrl.Length == 0 || options.ClientId.Length == 0)
        {
            problems.Add("--oidc-issuer-url and --oidc-client-id go together, and the other --oidc flags go with both: give both");
            return null;
        }

        var claim = options.UsernameClaim.Length > 0 ? options.UsernameClaim : "sub";
        var settings = new JwtAuthenticatorSettings
        {
            IssuerUrl = options.IssuerUrl,
            CertificateAuthority = files.Authorities("--oidc-ca-file", options.CaFile),
            Audiences = [options.ClientId],
            Username = new PrefixedClaim(claim, Prefix(options, claim)),
            Groups = options.GroupsClaim.Length > 0 ? new PrefixedClaim(options.GroupsClaim, options.GroupsPrefix) : null,
            RequiredClaims = RequiredClaims(options.RequiredClaims),
            Algorithms = Algorithms(options.SigningAlgorithms),
        };
        problems.AddRange(IssuerRules.Check(settings, reserved, "issuer").Select(e => $"--oidc-issuer-url: {e}"));
        return settings;
    }

    // kube-apiserver's: without a prefix of its own a name is told apart by its issuer, an address of mail is not
    private static string Prefix(OidcOptions options, string claim) => options.UsernamePrefix switch
    {
        "-" => "",
        "" => claim == "email" ? "" : $"{options.IssuerUrl}#",
        var given => given,
    };

    private Dictionary<string, string> RequiredClaims(IReadOnlyList<string> pairs)
    {
        var claims = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                problems.Add($"--oidc-required-claim: \"{pair}\" is not claim=value");
            }
            else
            {
                claims[pair[..equals]] = pair[(equals + 1)..];
            }
        }

        return claims;
    }

    private IReadOnlyList<string> Algorithms(IReadOnlyList<string> given)
    {
        problems.AddRange(given.Except(JwtAuthenticatorSettings.AllAlgorithms, StringComparer.Ordinal)
            .Select(a => $"--oidc-signing-algs: \"{a}\" is none of {string.Join(", ", JwtAuthenticatorSettings.AllAlgorithms)}"));
        return given.Count > 0 ? given : ["RS256"];
    }
}
