using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.Jwt;
using Outrigger.Server.Authentication;

namespace Outrigger.ControlPlane.AccessFiles;

/// <summary>
/// Reads the file of <c>--authentication-config</c>. What needs an expression language (CEL), which this server does not have, is refused
/// and not passed over: a rule that is not applied would let people in.
/// </summary>
public static class AuthenticationFileReader
{
    private const int MostIssuers = 64;
    private const string NoExpressions = "expressions (CEL) are not supported by this server: use claim";
    private const string NoRules = "expressions (CEL) are not supported by this server: remove them, or let the issuer decide";

    /// <summary>Throws <see cref="AccessFileException"/> with every problem.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="reserved">Issuers that it may not name: this server's own.</param>
    public static AuthenticationFile Read(string text, IReadOnlyList<string> reserved)
    {
        var problems = new List<FieldError>();
        var issuers = new List<JwtAuthenticatorSettings>();
        AnonymousAccess? anonymous = null;
        if (StrictObject.Document(text, "AuthenticationConfiguration", problems) is { } document)
        {
            var entries = document.Objects("jwt");
            if (entries.Count > MostIssuers)
            {
                document.Problem(FieldErrors.TooMany("jwt", entries.Count, MostIssuers));
            }

            issuers.AddRange(entries.Take(MostIssuers).Select(e => Issuer(e, reserved)));
            CheckTogether(entries, issuers);
            anonymous = Anonymous(document);
            document.End();
        }

        return problems.Count == 0
            ? new AuthenticationFile(issuers, anonymous)
            : throw new AccessFileException([.. problems.Select(p => p.ToString())]);
    }

    private static JwtAuthenticatorSettings Issuer(StrictObject entry, IReadOnlyList<string> reserved)
    {
        var issuer = entry.Object("issuer");
        var mappings = entry.Object("claimMappings");
        var settings = new JwtAuthenticatorSettings
        {
            IssuerUrl = issuer?.Text("url") ?? "",
            DiscoveryUrl = issuer?.Text("discoveryURL") ?? "",
            CertificateAuthority = issuer?.Text("certificateAuthority") ?? "",
            Audiences = issuer?.Texts("audiences") ?? [],
            Username = Claim(mappings, "username", isRequired: true) ?? new PrefixedClaim("", ""),
            Groups = Claim(mappings, "groups", isRequired: false),
            UidClaim = Uid(mappings),
            RequiredClaims = RequiredClaims(entry),
        };
        if (issuer is null)
        {
            entry.Problem(FieldErrors.Required(entry.At("issuer")));
        }
        else
        {
            Policy(issuer, settings.Audiences.Count);
            issuer.Refuse("egressSelectorType", "egress selectors are not supported by this server");
            issuer.End();
        }

        foreach (var error in issuer is null ? [] : IssuerRules.Check(settings, reserved, issuer.Path))
        {
            entry.Problem(error);
        }

        if (mappings is null)
        {
            entry.Problem(FieldErrors.Required(entry.At("claimMappings.username"), "claim or expression is required"));
        }

        mappings?.Refuse("extra", NoRules);
        mappings?.End();
        entry.Refuse("userValidationRules", NoRules);
        entry.End();
        return settings;
    }

    private static void Policy(StrictObject issuer, int audiences)
    {
        var policy = issuer.Text("audienceMatchPolicy");
        if (policy != "MatchAny" && (policy.Length > 0 || audiences > 1))
        {
            issuer.Problem(FieldErrors.Invalid(
                issuer.At("audienceMatchPolicy"),
                policy,
                audiences > 1 ? "audienceMatchPolicy must be MatchAny for multiple audiences" : "audienceMatchPolicy must be empty or MatchAny for single audience"));
        }
    }

    private static PrefixedClaim? Claim(StrictObject? mappings, string name, bool isRequired)
    {
        if (mappings?.Object(name) is not { } mapping)
        {
            if (isRequired && mappings is not null)
            {
                mappings.Problem(FieldErrors.Required(mappings.At(name), "claim or expression is required"));
            }

            return null;
        }

        var (claim, hasPrefix, prefix) = (mapping.Text("claim"), mapping.Has("prefix"), mapping.Text("prefix"));
        mapping.Refuse("expression", NoExpressions);
        if (claim.Length > 0 && !hasPrefix)
        {
            mapping.Problem(FieldErrors.Required(
                mapping.At("prefix"), "prefix is required when claim is set. It can be set to an empty string to disable prefixing"));
        }
        else if (claim.Length == 0 && isRequired && !mapping.Has("expression"))
        {
            mapping.Problem(FieldErrors.Required(mapping.Path, "claim or expression is required"));
        }

        mapping.End();
        return claim.Length == 0 ? null : new PrefixedClaim(claim, prefix);
    }

    private static string Uid(StrictObject? mappings)
    {
        if (mappings?.Object("uid") is not { } mapping)
        {
            return "";
        }

        var claim = mapping.Text("claim");
        mapping.Refuse("expression", NoExpressions);
        mapping.End();
        return claim;
    }

    private static Dictionary<string, string> RequiredClaims(StrictObject entry)
    {
        var claims = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var rule in entry.Objects("claimValidationRules"))
        {
            var claim = rule.Text("claim");
            rule.Refuse("expression", NoExpressions);
            rule.Refuse("message", "may not be specified when claim is set");
            if (claim.Length == 0 && !rule.Has("expression"))
            {
                rule.Problem(FieldErrors.Required(rule.Path, "claim or expression is required"));
            }
            else if (claim.Length > 0 && !claims.TryAdd(claim, rule.Text("requiredValue")))
            {
                rule.Problem(FieldErrors.Duplicate(rule.At("claim"), claim));
            }

            rule.Text("requiredValue");
            rule.End();
        }

        return claims;
    }

    private static void CheckTogether(IReadOnlyList<StrictObject> entries, List<JwtAuthenticatorSettings> issuers)
    {
        var urls = new HashSet<string>(StringComparer.Ordinal);
        var discoveries = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < issuers.Count; i++)
        {
            if (!urls.Add(issuers[i].IssuerUrl))
            {
                entries[i].Problem(FieldErrors.Duplicate(entries[i].At("issuer.url"), issuers[i].IssuerUrl));
            }

            if (issuers[i].DiscoveryUrl is { Length: > 0 } discovery && !discoveries.Add(discovery))
            {
                entries[i].Problem(FieldErrors.Duplicate(entries[i].At("issuer.discoveryURL"), discovery));
            }
        }
    }

    private static AnonymousAccess? Anonymous(StrictObject document)
    {
        if (document.Object("anonymous") is not { } anonymous)
        {
            return null;
        }

        var enabled = anonymous.Flag("enabled") ?? false;
        var paths = new List<string>();
        foreach (var condition in anonymous.Objects("conditions"))
        {
            paths.Add(condition.Text("path"));
            condition.End();
        }

        anonymous.End();
        if (!enabled && paths.Count > 0)
        {
            anonymous.Problem(FieldErrors.Forbidden("anonymous.conditions", "enabled should be set to true when conditions are defined"));
        }

        return !enabled ? AnonymousAccess.Nowhere : paths.Count == 0 ? AnonymousAccess.Everywhere : AnonymousAccess.On(paths);
    }
}
