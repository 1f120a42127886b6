using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Checks;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Cli.Doctor.Probes;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.Client.Transport;

namespace Outrigger.Cli.Doctor;

/// <summary>Looks at a main server and at the extension servers behind it.</summary>
internal sealed class DoctorRun(TimeProvider time)
{
    /// <summary>Throws <see cref="ClientConfigException"/> when there is no usable kubeconfig.</summary>
    public async Task<DoctorReport> RunAsync(DoctorRequest request, CancellationToken cancellationToken)
    {
        var config = Config(request);
        using var client = new KubernetesClient(new WholeAnswerHandler(TransportFactory.Create(config)), config.Server, time) { RequestTimeout = request.Timeout };
        var context = Context(request, client, config, "");
        var rows = await CheckRunner.RunAsync(CheckList.MainServer(), context, cancellationToken).ConfigureAwait(false);
        var sections = new List<DoctorSection> { new(config.Server.AbsoluteUri.TrimEnd('/'), rows) };
        if (rows[0].Result.State != CheckState.Ok)
        {
            return new DoctorReport(sections);
        }

        foreach (var name in request.ApiServices.Count > 0 ? request.ApiServices : await AllAsync(client, cancellationToken).ConfigureAwait(false))
        {
            var own = Context(request, client, config, name);
            own.Authentication = context.Authentication;
            sections.Add(new DoctorSection(name, await CheckRunner.RunAsync(CheckList.ApiService(), own, cancellationToken).ConfigureAwait(false)));
        }

        return new DoctorReport(sections);
    }

    private ClientConfig Config(DoctorRequest request) =>
        request.Kubeconfig is { } file ? Kubeconfig.Load(file).ToClientConfig(time, request.Context)
        : request.Context is null && Environment.GetEnvironmentVariable("KUBECONFIG") is null or "" && InClusterConfig.IsAvailable() ? InClusterConfig.Load(time)
        : Kubeconfig.LoadDefault().ToClientConfig(time, request.Context);

    private DoctorContext Context(DoctorRequest request, KubernetesClient client, ClientConfig config, string name) => new()
    {
        Client = client,
        Config = config,
        Time = time,
        ApiServiceName = name,
        Timeout = request.Timeout,
        IsInCluster = InClusterConfig.IsAvailable(),
        Account = request.Account,
    };

    private static async Task<IReadOnlyList<string>> AllAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        var list = await client.ListAsync(KubernetesPaths.ApiServices, null, cancellationToken).ConfigureAwait(false);
        return [.. JsonNodes.Objects(list, "items").Select(o => new ApiServiceSpec(o)).Where(s => s.HasService).Select(s => s.Name)];
    }
}
