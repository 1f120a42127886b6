using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Files;
using Outrigger.Cli.Pki;
using Outrigger.Client.Configuration;

namespace Outrigger.Cli.Users;

/// <summary>A kubeconfig file that is written: what it holds beside our own entries stays.</summary>
internal sealed class KubeconfigFile
{
    private readonly string path;
    private readonly JsonObject root;

    private KubeconfigFile(string path, JsonObject root)
    {
        this.path = path;
        this.root = root;
    }

    /// <summary>Opens the file, or starts an empty one.</summary>
    public static KubeconfigFile Open(string path)
    {
        var tree = File.Exists(path) ? KubeconfigText.Parse(PemFiles.ReadText(path), path) : [];
        tree["apiVersion"] ??= "v1";
        tree["kind"] ??= "Config";
        return new KubeconfigFile(path, tree);
    }

    /// <summary>Whether the list holds an entry of that name.</summary>
    public bool Has(string list, string name) => Find(list, name) is not null;

    public void SetCluster(string name, string server, string authorityPem)
    {
        var body = Body("clusters", "cluster", name);
        body["server"] = server;
        body["certificate-authority-data"] = Base64(authorityPem);
    }

    public void SetUser(string name, KeyPair credentials)
    {
        var body = Body("users", "user", name);
        body["client-certificate-data"] = Base64(credentials.CertificatePem);
        body["client-key-data"] = Base64(credentials.KeyPem);
    }

    /// <summary>A user known by a token in a file that somebody renews.</summary>
    public void SetTokenFile(string name, string tokenFile) => Body("users", "user", name)["tokenFile"] = tokenFile;

    public void SetContext(string name, string cluster, string user)
    {
        var body = Body("contexts", "context", name);
        body["cluster"] = cluster;
        body["user"] = user;
    }

    /// <summary>Makes a context the current one when the file has none.</summary>
    public void SetCurrentContextIfNone(string name)
    {
        if (string.IsNullOrEmpty(JsonNodes.GetString(root, "current-context")))
        {
            root["current-context"] = name;
        }
    }

    /// <summary>A user's certificate and key when both are in the file.</summary>
    public KeyPair? FindUser(string name)
    {
        var body = JsonNodes.GetObject(Find("users", name), "user");
        var certificate = JsonNodes.GetString(body, "client-certificate-data");
        var key = JsonNodes.GetString(body, "client-key-data");
        return certificate is null || key is null ? null : new KeyPair(Text(certificate), Text(key));
    }

    /// <summary>A cluster's address and authority when both are in the file.</summary>
    public (string Server, string AuthorityPem)? FindCluster(string name)
    {
        var body = JsonNodes.GetObject(Find("clusters", name), "cluster");
        var server = JsonNodes.GetString(body, "server");
        var authority = JsonNodes.GetString(body, "certificate-authority-data");
        return server is null || authority is null ? null : (server, Text(authority));
    }

    public void Save()
    {
        var text = KubeconfigText.Write(root);
        if (!File.Exists(path) || !string.Equals(File.ReadAllText(path), text, StringComparison.Ordinal))
        {
            PrivateFiles.Write(path, text);
        }
    }

    private JsonObject Body(string list, string key, string name)
    {
        var entry = Find(list, name);
        if (entry is null)
        {
            entry = new JsonObject { ["name"] = name };
            var entries = JsonNodes.EnsureArray(root, list);
            entries.Add((JsonNode)entry);
        }

        return JsonNodes.Ensure(entry, key);
    }

    private JsonObject? Find(string list, string name) => JsonNodes.GetArray(root, list)?.OfType<JsonObject>()
        .FirstOrDefault(e => string.Equals(JsonNodes.GetString(e, "name"), name, StringComparison.Ordinal));

    private static string Base64(string pem) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));

    private static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
