using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Health;

/// <summary>/version: which API is spoken (apimachinery version.Info), indented like kube-apiserver's.</summary>
public sealed class VersionHandler : IPathHandler
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(Build().ToJsonString(new() { WriteIndented = true, NewLine = "\n" }));

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = ["/version"];

    /// <inheritdoc/>
    public bool Handles(RequestInfo info) => info.Path is "/version" or "/version/";

    /// <inheritdoc/>
    public Task ServeAsync(RequestContext request)
    {
        request.Http.Response.ContentType = MediaTypes.Json;
        return BytesWriter.WriteAsync(request.Http, Body);
    }

    private static JsonObject Build()
    {
        var informational = typeof(VersionHandler).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var plus = informational.IndexOf('+', StringComparison.Ordinal);
        return new JsonObject
        {
            ["major"] = ServerVersion.Major,
            ["minor"] = ServerVersion.Minor,
            ["emulationMajor"] = ServerVersion.Major,
            ["emulationMinor"] = ServerVersion.Minor,
            ["minCompatibilityMajor"] = ServerVersion.Major,
            ["minCompatibilityMinor"] = "35",
            ["gitVersion"] = ServerVersion.GitVersion,
            ["gitCommit"] = plus < 0 ? "" : informational[(plus + 1)..],
            ["gitTreeState"] = "clean",
            ["buildDate"] = "1970-01-01T00:00:00Z",
            ["goVersion"] = $"dotnet{Environment.Version}",
            ["compiler"] = "roslyn",
            ["platform"] = ServerVersion.Platform,
        };
    }
}
