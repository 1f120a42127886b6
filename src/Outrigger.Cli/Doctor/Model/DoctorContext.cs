using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;

namespace Outrigger.Cli.Doctor.Model;

/// <summary>What the checks of one APIService are given, and what they leave for each other.</summary>
internal sealed class DoctorContext
{
    private ApiServiceSpec? spec;

    /// <summary>Speaks to the main server as the caller.</summary>
    public required KubernetesClient Client { get; init; }

    public required ClientConfig Config { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The APIService's name; empty for the checks of the main server alone.</summary>
    public string ApiServiceName { get; init; } = "";

    /// <summary>Of one connection or one answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether this process runs in a pod, where names of Services resolve.</summary>
    public bool IsInCluster { get; init; }

    /// <summary>The server's account: given, or found with its pods.</summary>
    public ServiceAccountName? Account { get; set; }

    /// <summary>Set by the check that reads it.</summary>
    public ApiServiceSpec ApiService
    {
        get => spec ?? throw new InvalidOperationException("the APIService was not read");
        set => spec = value;
    }

    public JsonObject? Service { get; set; }

    /// <summary>The pods behind the Service.</summary>
    public IReadOnlyList<JsonObject> Pods { get; set; } = [];

    /// <summary>The spec of such a pod, or of the Deployment that would make one.</summary>
    public JsonObject? PodSpec { get; set; }

    public IReadOnlyList<Backend> Backends { get; set; } = [];

    public IReadOnlyList<Handshake> Handshakes { get; set; } = [];

    public X509Certificate2Collection Bundle { get; set; } = [];

    /// <summary>The data of kube-system/extension-apiserver-authentication.</summary>
    public JsonObject? Authentication { get; set; }

    /// <summary>Plural names of the group-version.</summary>
    public IReadOnlyList<JsonObject> Resources { get; set; } = [];

    /// <summary>As a flag of kubectl: the pods behind the Service.</summary>
    public string Selector => string.Join(',', (Service?["spec"]?["selector"] as JsonObject ?? []).Select(p => $"{p.Key}={p.Value}"));

    /// <summary>The command that shows what the server says.</summary>
    public string LogsCommand => Selector.Length > 0
        ? $"kubectl logs -n {ApiService.Namespace} -l {Selector} --tail=20"
        : $"kubectl get pods -n {ApiService.Namespace}";
}
