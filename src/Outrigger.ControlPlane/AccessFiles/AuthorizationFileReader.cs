using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Client.Configuration;
using Outrigger.ControlPlane.Modes;
using Outrigger.Server.Authorization;
using Outrigger.Server.Reviewing;

namespace Outrigger.ControlPlane.AccessFiles;

/// <summary>
/// Reads the file of <c>--authorization-config</c> (AuthorizationConfiguration, apiserver.config.k8s.io/v1). What this server does not
/// have is refused.
/// </summary>
public static class AuthorizationFileReader
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Throws <see cref="AccessFileException"/> with every problem.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="time">The clock of the webhooks' credentials.</param>
    public static IReadOnlyList<AuthorizerSettings> Read(string text, TimeProvider time)
    {
        var problems = new List<FieldError>();
        var authorizers = new List<AuthorizerSettings>();
        if (StrictObject.Document(text, "AuthorizationConfiguration", problems) is { } document)
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var entry in document.Objects("authorizers"))
            {
                if (Authorizer(entry, names, time) is not { } one)
                {
                    continue;
                }

                if (one.Type != AuthorizerType.Webhook && authorizers.Exists(a => a.Type == one.Type))
                {
                    entry.Problem(FieldErrors.Duplicate(entry.At("type"), one.Type.ToString()));
                }

                authorizers.Add(one);
            }

            document.End();
            if (authorizers.Count == 0 && problems.Count == 0)
            {
                document.Problem(FieldErrors.Required("authorizers", "at least one authorization mode must be defined"));
            }
        }

        return problems.Count == 0 ? authorizers : throw new AccessFileException([.. problems.Select(p => p.ToString())]);
    }

    private static AuthorizerSettings? Authorizer(StrictObject entry, HashSet<string> names, TimeProvider time)
    {
        var (type, name) = (entry.Text("type"), entry.Text("name"));
        var webhook = entry.Object("webhook");
        entry.End();
        if (AuthorizerTypes.Fault(type) is { } fault)
        {
            entry.Problem(type.Length == 0 ? FieldErrors.Required(entry.At("type")) : FieldErrors.Invalid(entry.At("type"), type, fault));
            return null;
        }

        var known = Enum.Parse<AuthorizerType>(type);
        CheckName(entry, known, name, names);
        if (known != AuthorizerType.Webhook)
        {
            if (webhook is not null)
            {
                entry.Problem(FieldErrors.Invalid(entry.At("webhook"), "non-null", "may only be specified when type=Webhook"));
            }

            return new AuthorizerSettings(known, name);
        }

        if (webhook is null)
        {
            entry.Problem(FieldErrors.Required(entry.At("webhook"), "required when type=Webhook"));
            return null;
        }

        return Webhook(webhook, name, time);
    }

    private static void CheckName(StrictObject entry, AuthorizerType type, string name, HashSet<string> names)
    {
        var error = name.Length == 0 ? FieldErrors.Required(entry.At("name"))
            : !names.Add(name) ? FieldErrors.Duplicate(entry.At("name"), name)
            : Formats.Dns1123Subdomain(name) is [var fault, ..] ? FieldErrors.Invalid(entry.At("name"), name, $"authorizer name is invalid: {fault}")
            : type != AuthorizerType.Webhook && name != AuthorizerSettings.Of(type).Name
                ? FieldErrors.Invalid(entry.At("name"), name, $"expected name {AuthorizerSettings.Of(type).Name} for authorizer {type} instead of {name}")
                : null;
        if (error is not null)
        {
            entry.Problem(error);
        }
    }

    private static AuthorizerSettings Webhook(StrictObject webhook, string name, TimeProvider time)
    {
        var timeout = webhook.Duration("timeout");
        if (timeout is null && !webhook.Has("timeout"))
        {
            webhook.Problem(FieldErrors.Required(webhook.At("timeout")));
        }
        else if (timeout <= TimeSpan.Zero || timeout > LongestTimeout)
        {
            webhook.Problem(FieldErrors.Invalid(webhook.At("timeout"), webhook.Text("timeout"), "must be > 0s and <= 30s"));
        }

        var review = new AccessReviewSettings
        {
            Name = name,
            Version = OneOf(webhook, "subjectAccessReviewVersion", "v1", "v1beta1"),
            AuthorizedTtl = Ttl(webhook, "authorizedTTL", "cacheAuthorizedRequests", TimeSpan.FromMinutes(5)),
            UnauthorizedTtl = Ttl(webhook, "unauthorizedTTL", "cacheUnauthorizedRequests", TimeSpan.FromSeconds(30)),
            OnFailure = OneOf(webhook, "failurePolicy", "NoOpinion", "Deny") == "Deny" ? AuthorizationVerdict.Deny : AuthorizationVerdict.NoOpinion,
        };
        webhook.Refuse("matchConditions", "expressions (CEL) are not supported by this server: let the webhook decide");
        if (webhook.Text("matchConditionSubjectAccessReviewVersion") is { Length: > 0 } version and not "v1")
        {
            webhook.Problem(FieldErrors.NotSupported(webhook.At("matchConditionSubjectAccessReviewVersion"), version, "v1"));
        }

        var connection = Connection(webhook, time);
        webhook.End();
        return new AuthorizerSettings(AuthorizerType.Webhook, name) { Review = review, Connection = connection, Timeout = timeout ?? LongestTimeout };
    }

    private static string OneOf(StrictObject webhook, string field, params string[] values)
    {
        var value = webhook.Text(field);
        if (!values.Contains(value, StringComparer.Ordinal))
        {
            webhook.Problem(value.Length == 0 ? FieldErrors.Required(webhook.At(field)) : FieldErrors.NotSupported(webhook.At(field), value, values));
        }

        return value;
    }

    private static TimeSpan Ttl(StrictObject webhook, string field, string flag, TimeSpan otherwise)
    {
        var ttl = webhook.Duration(field) is { } given && given > TimeSpan.Zero ? given : otherwise;
        return webhook.Flag(flag) is false ? TimeSpan.Zero : ttl;
    }

    private static ClientConfig? Connection(StrictObject webhook, TimeProvider time)
    {
        if (webhook.Object("connectionInfo") is not { } info)
        {
            webhook.Problem(FieldErrors.Required(webhook.At("connectionInfo.type")));
            return null;
        }

        var (type, file) = (info.Text("type"), info.Text("kubeConfigFile"));
        info.End();
        try
        {
            switch (type)
            {
                case "InClusterConfig" when file.Length == 0:
                    return InClusterConfig.Load(time);
                case "KubeConfigFile" when Path.IsPathRooted(file):
                    return Kubeconfig.Load(file).ToClientConfig(time);
                case "InClusterConfig":
                    info.Problem(FieldErrors.Invalid(info.At("kubeConfigFile"), file, "can only be set when type=KubeConfigFile"));
                    break;
                case "KubeConfigFile":
                    info.Problem(file.Length == 0
                        ? FieldErrors.Required(info.At("kubeConfigFile"))
                        : FieldErrors.Invalid(info.At("kubeConfigFile"), file, "must be an absolute path"));
                    break;
                default:
                    info.Problem(FieldErrors.NotSupported(info.At("type"), type, "InClusterConfig", "KubeConfigFile"));
                    break;
            }
        }
        catch (ClientConfigException e)
        {
            info.Problem(FieldErrors.Invalid(info.At("kubeConfigFile"), file, e.Message));
        }

        return null;
    }
}
