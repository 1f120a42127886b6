using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Cli.Doctor.Model;

/// <summary>What an APIService says, read.</summary>
internal sealed record ApiServiceSpec(JsonObject Object)
{
    private const int DefaultPort = 443;

    public string Name => JsonNodes.GetString(Object, "metadata", "name") ?? "";

    public string Group => JsonNodes.GetString(Object, "spec", "group") ?? "";

    public string Version => JsonNodes.GetString(Object, "spec", "version") ?? "";

    /// <summary>Where its kinds are served.</summary>
    public string Path => $"apis/{Group}/{Version}";

    /// <summary>False when the main server answers itself.</summary>
    public bool HasService => JsonNodes.GetObject(Object, "spec", "service") is not null;

    public string Namespace => JsonNodes.GetString(Object, "spec", "service", "namespace") ?? "";

    public string Service => JsonNodes.GetString(Object, "spec", "service", "name") ?? "";

    public int Port => (int)(JsonNodes.GetLong(Object, "spec", "service", "port") ?? DefaultPort);

    /// <summary>The name that the server's certificate must carry.</summary>
    public string ServerName => $"{Service}.{Namespace}.svc";

    public bool SkipsVerification => JsonNodes.GetBool(Object, "spec", "insecureSkipTLSVerify") ?? false;

    /// <summary>Base64 of PEM; empty when there is none.</summary>
    public string CaBundle => JsonNodes.GetString(Object, "spec", "caBundle") ?? "";

    public long GroupPriority => JsonNodes.GetLong(Object, "spec", "groupPriorityMinimum") ?? 0;

    public long VersionPriority => JsonNodes.GetLong(Object, "spec", "versionPriority") ?? 0;

    /// <summary>The condition Available; null when it has none yet.</summary>
    public JsonObject? Available => JsonNodes.Objects(Object, "status", "conditions")
        .FirstOrDefault(c => JsonNodes.GetString(c, "type") == "Available");

    public bool IsAvailable => JsonNodes.GetString(Available, "status") == "True";
}
