using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Client.Configuration;

/// <summary>A kubeconfig file as <see cref="Kubeconfig"/>; relative paths are taken from the file's folder.</summary>
internal static class KubeconfigReader
{
    private static readonly string[] NotSupported = ["exec", "auth-provider", "username", "password"];

    public static Kubeconfig Read(string text, string path)
    {
        var root = KubeconfigText.Parse(text, path);
        var folder = Path.GetDirectoryName(path) ?? "/";
        try
        {
            return new Kubeconfig
            {
                CurrentContext = JsonNodes.GetString(root, "current-context") ?? "",
                Clusters = Entries(root, "clusters", "cluster", body => Cluster(body, folder)),
                Users = Entries(root, "users", "user", body => User(body, folder)),
                Contexts = Entries(root, "contexts", "context", Context),
            };
        }
        catch (FormatException e)
        {
            throw new ClientConfigException($"{path}: a …-data field is not base64", e);
        }
    }

    private static Dictionary<string, T> Entries<T>(JsonObject root, string list, string key, Func<JsonObject, T> read)
    {
        var all = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var item in JsonNodes.GetArray(root, list) ?? [])
        {
            if (item is JsonObject entry && JsonNodes.GetString(entry, "name") is { } name)
            {
                all.TryAdd(name, read(JsonNodes.GetObject(entry, key) ?? []));
            }
        }

        return all;
    }

    private static KubeconfigCluster Cluster(JsonObject body, string folder) => new()
    {
        Server = JsonNodes.GetString(body, "server") ?? "",
        CertificateAuthority = Data(body, "certificate-authority-data"),
        CertificateAuthorityFile = Absolute(body, "certificate-authority", folder),
        InsecureSkipTlsVerify = JsonNodes.GetBool(body, "insecure-skip-tls-verify") ?? false,
        TlsServerName = Text(body, "tls-server-name"),
        ProxyUrl = Text(body, "proxy-url"),
    };

    private static KubeconfigUser User(JsonObject body, string folder) => new()
    {
        Token = Text(body, "token"),
        TokenFile = Absolute(body, "tokenFile", folder),
        ClientCertificate = Data(body, "client-certificate-data"),
        ClientCertificateFile = Absolute(body, "client-certificate", folder),
        ClientKey = Data(body, "client-key-data"),
        ClientKeyFile = Absolute(body, "client-key", folder),
        Impersonate = Impersonate(body),
        Unsupported = NotSupported.FirstOrDefault(body.ContainsKey),
    };

    private static KubeconfigContext Context(JsonObject body) => new(
        JsonNodes.GetString(body, "cluster") ?? "",
        JsonNodes.GetString(body, "user") ?? "",
        Text(body, "namespace") ?? "default");

    private static Impersonation? Impersonate(JsonObject body)
    {
        var user = Text(body, "as");
        var uid = Text(body, "as-uid");
        var groups = JsonNodes.StringList(body["as-groups"]);
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (key, values) in JsonNodes.GetObject(body, "as-user-extra") ?? [])
        {
            extra[key] = JsonNodes.StringList(values);
        }

        return user is null && uid is null && groups.Count == 0 && extra.Count == 0
            ? null
            : new Impersonation(user ?? "", uid ?? "", groups, extra);
    }

    private static string? Text(JsonObject body, string key) =>
        JsonNodes.GetString(body, key) is { Length: > 0 } text ? text : null;

    private static string? Data(JsonObject body, string key) =>
        Text(body, key) is { } text ? Encoding.UTF8.GetString(Convert.FromBase64String(text)) : null;

    private static string? Absolute(JsonObject body, string key, string folder) =>
        Text(body, key) is { } path ? Path.GetFullPath(path, folder) : null;
}
