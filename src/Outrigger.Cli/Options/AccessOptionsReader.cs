using Outrigger.ApiMachinery.Metadata;
using Outrigger.Client.Configuration;
using Outrigger.ControlPlane.AccessFiles;
using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.Jwt;
using Outrigger.ControlPlane.Modes;
using Outrigger.Server.Authentication;
using Outrigger.Server.Http;
using Outrigger.Server.Reviewing;

namespace Outrigger.Cli.Options;

/// <summary>Reads the flags of authentication and authorization, and the files that they name.</summary>
internal sealed class AccessOptionsReader(OptionFiles files, List<string> problems, TimeProvider time)
{
    /// <summary>Who is let in, and what decides what they may do.</summary>
    /// <param name="authentication">As typed.</param>
    /// <param name="authorization">As typed.</param>
    /// <param name="issuers">The issuers of service-account tokens, which no other issuer may be.</param>
    public (AccessOptions Access, AnonymousAccess Anonymous) Read(
        AuthenticationOptions authentication, AuthorizationOptions authorization, IReadOnlyList<string> issuers)
    {
        var flag = Anonymous(authentication.Anonymous);
        var read = File(authentication.ConfigFile, "--authentication-config", text => AuthenticationFileReader.Read(text, issuers));
        if (read.File is not null && authentication.Oidc.AnyGiven)
        {
            problems.Add("--authentication-config and the --oidc flags exclude each other: put the issuer into the file");
        }

        if (read.Value?.Anonymous is not null && flag is not null)
        {
            problems.Add("--anonymous-auth is given, and the file of --authentication-config has anonymous: leave one out");
        }

        var oidc = read.File is null ? new OidcOptionsReader(files, problems).Read(authentication.Oidc, issuers) : null;
        var authorizers = Authorizers(authorization);
        var access = new AccessOptions
        {
            Issuers = read.Value?.Issuers ?? (oidc is null ? [] : [oidc]),
            AuthenticationFile = read.File,
            TokenWebhook = TokenWebhook(authentication),
            Authorizers = authorizers.Value ?? AuthorizerSettings.Default,
            AuthorizationFile = authorizers.File,
        };
        return (access, WithoutOpenDoors(read.Value?.Anonymous ?? flag ?? AnonymousAccess.Everywhere, access.Authorizers));
    }

    // as kube-apiserver, here with the file too: who may do everything should at least be somebody
    private static AnonymousAccess WithoutOpenDoors(AnonymousAccess anonymous, IReadOnlyList<AuthorizerSettings> authorizers) =>
        authorizers.Any(a => a.Type == AuthorizerType.AlwaysAllow) ? AnonymousAccess.Nowhere : anonymous;

    private AnonymousAccess? Anonymous(string? text)
    {
        switch (text)
        {
            case null:
                return null;
            case "" or "true":
                return AnonymousAccess.Everywhere;
            case "false":
                return AnonymousAccess.Nowhere;
            default:
                problems.Add($"--anonymous-auth: \"{text}\" is neither true nor false");
                return null;
        }
    }

    private (AccessFile? File, T? Value) File<T>(string path, string flag, Func<string, T> read)
        where T : class
    {
        if (path.Length == 0 || files.Text(flag, path) is not { } text)
        {
            return default;
        }

        try
        {
            return (new AccessFile(Path.GetFullPath(path), text), read(text));
        }
        catch (AccessFileException e)
        {
            problems.AddRange(e.Problems.Select(p => $"{flag}: {path}: {p}"));
            return (new AccessFile(path, text), null);
        }
    }

    private TokenWebhook? TokenWebhook(AuthenticationOptions options)
    {
        var version = Version("--authentication-token-webhook-version", options.TokenWebhookVersion);
        var ttl = Ttl("--authentication-token-webhook-cache-ttl", options.TokenWebhookCacheTtl, TimeSpan.FromMinutes(2));
        if (options.TokenWebhookConfigFile.Length == 0 && options.TokenWebhookVersion.Length + options.TokenWebhookCacheTtl.Length > 0)
        {
            problems.Add(
                "--authentication-token-webhook-version and --authentication-token-webhook-cache-ttl go with --authentication-token-webhook-config-file: give it as well");
        }

        return Connection("--authentication-token-webhook-config-file", options.TokenWebhookConfigFile) is { } connection
            ? new TokenWebhook(connection, version, ttl)
            : null;
    }

    private (AccessFile? File, IReadOnlyList<AuthorizerSettings>? Value) Authorizers(AuthorizationOptions options)
    {
        if (options.ConfigFile.Length > 0)
        {
            if (options.AnyGiven)
            {
                problems.Add("--authorization-config excludes --authorization-mode and the --authorization-webhook flags: put everything into the file");
            }

            return File(options.ConfigFile, "--authorization-config", text => AuthorizationFileReader.Read(text, time));
        }

        var webhook = Webhook(options);
        var authorizers = new List<AuthorizerSettings>();
        foreach (var mode in options.Modes)
        {
            if (AuthorizerTypes.Fault(mode) is { } fault)
            {
                problems.Add($"--authorization-mode: {mode}: {fault}");
            }
            else if (authorizers.Exists(a => a.Type.ToString() == mode))
            {
                problems.Add($"--authorization-mode: {mode} is given twice");
            }
            else
            {
                var type = Enum.Parse<AuthorizerType>(mode);
                authorizers.Add(type == AuthorizerType.Webhook && webhook is not null ? webhook : AuthorizerSettings.Of(type));
            }
        }

        if (options.WebhookConfigFile.Length > 0 != authorizers.Exists(a => a.Type == AuthorizerType.Webhook))
        {
            problems.Add("--authorization-webhook-config-file goes with the mode Webhook: give both or neither");
        }
        else if (options.WebhookConfigFile.Length == 0 && options.AnyOfWebhook)
        {
            problems.Add("--authorization-webhook-version and the --authorization-webhook-cache flags go with --authorization-webhook-config-file: give it as well");
        }

        return (null, options.Modes.Count == 0 ? AuthorizerSettings.Default : authorizers);
    }

    private AuthorizerSettings? Webhook(AuthorizationOptions options)
    {
        var review = new AccessReviewSettings
        {
            Name = "default",
            Version = Version("--authorization-webhook-version", options.WebhookVersion),
            AuthorizedTtl = Ttl("--authorization-webhook-cache-authorized-ttl", options.WebhookAuthorizedTtl, TimeSpan.FromMinutes(5)),
            UnauthorizedTtl = Ttl("--authorization-webhook-cache-unauthorized-ttl", options.WebhookUnauthorizedTtl, TimeSpan.FromSeconds(30)),
        };
        return Connection("--authorization-webhook-config-file", options.WebhookConfigFile) is { } connection
            ? new AuthorizerSettings(AuthorizerType.Webhook, review.Name) { Review = review, Connection = connection }
            : null;
    }

    private string Version(string flag, string text)
    {
        if (text is "" or "v1" or "v1beta1")
        {
            return text.Length == 0 ? "v1beta1" : text;
        }

        problems.Add($"{flag}: \"{text}\" is neither v1 nor v1beta1");
        return "v1";
    }

    private TimeSpan Ttl(string flag, string text, TimeSpan otherwise)
    {
        if (text.Length == 0)
        {
            return otherwise;
        }

        if (GoDuration.Parse(text) is { } ttl)
        {
            return ttl;
        }

        problems.Add($"{flag}: \"{text}\" is no duration: for example 2m, or 0 to ask every time");
        return otherwise;
    }

    private ClientConfig? Connection(string flag, string path)
    {
        if (path.Length == 0)
        {
            return null;
        }

        try
        {
            return Kubeconfig.Load(path).ToClientConfig(time);
        }
        catch (ClientConfigException e)
        {
            problems.Add($"{flag}: {path}: {e.Message}");
            return null;
        }
    }
}
