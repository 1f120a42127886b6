using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.Server.Audit;

namespace Outrigger.ControlPlane.Tests.Audit;

/// <summary>An audit log with a policy, in a folder of its own.</summary>
internal sealed class AuditFile(string rules) : IDisposable
{
    // a + in base64 stays one
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string folder = Directory.CreateTempSubdirectory("outrigger-audit-").FullName;

    /// <summary>The events so far.</summary>
    public IReadOnlyList<JsonObject> Events =>
        [.. Text().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (JsonObject)JsonNode.Parse(line)!)];

    private string Path => System.IO.Path.Combine(folder, "audit.log");

    public AuditLog Open()
    {
        var policy = System.IO.Path.Combine(folder, "policy.yaml");
        File.WriteAllText(policy, $"apiVersion: audit.k8s.io/v1\nkind: Policy\n{rules}\n");
        return AuditLog.Open(new AuditOptions { PolicyFile = policy, Log = new() { Path = Path } }, TimeProvider.System, NullLoggerFactory.Instance)!;
    }

    /// <summary>What was written so far.</summary>
    public string Text()
    {
        using var reader = new StreamReader(new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    /// <summary>The same without the objects of requests and answers.</summary>
    public string WithoutObjects() => string.Join('\n', Events.Select(one =>
    {
        one.Remove("requestObject");
        one.Remove("responseObject");
        return one.ToJsonString(Plain);
    }));

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
