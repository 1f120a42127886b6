using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Audit;

namespace Outrigger.Server.Tests.Audit;

/// <summary>A folder with a policy, and the events that were written there.</summary>
internal sealed class AuditFolder : IDisposable
{
    public const string Everything = "rules: [{level: RequestResponse}]";
    private readonly string folder = Directory.CreateTempSubdirectory("outrigger-audit-").FullName;

    public AuditFolder(string rules = Everything) => File.WriteAllText(Policy, $"apiVersion: audit.k8s.io/v1\nkind: Policy\n{rules}\n");

    public string Policy => Path.Combine(folder, "policy.yaml");

    public string Log => Path.Combine(folder, "log", "audit.log");

    public AuditOptions Options => new() { PolicyFile = Policy, Log = new() { Path = Log } };

    public string this[string name] => Path.Combine(folder, name);

    public static AuditLog Open(AuditOptions options, TimeProvider? time = null) =>
        AuditLog.Open(options, time ?? TimeProvider.System, new TestLog()) ?? throw new InvalidOperationException("nothing is to be recorded");

    /// <summary>The events so far, oldest first; every line must be one.</summary>
    public IReadOnlyList<JsonObject> Events()
    {
        using var reader = new StreamReader(new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(l => ObjectReader.Read(System.Text.Encoding.UTF8.GetBytes(l)))];
    }

    /// <summary>The events of one request, by its URI.</summary>
    public IReadOnlyList<JsonObject> Events(string uri) => [.. Events().Where(e => JsonNodes.GetString(e, "requestURI") == uri)];

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
