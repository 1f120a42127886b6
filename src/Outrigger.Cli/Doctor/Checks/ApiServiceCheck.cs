using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The APIService is there.</summary>
internal sealed class ApiServiceCheck : ICheck
{
    public string Name => CheckNames.ApiService;

    public IReadOnlyList<string> Needs => [];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var name = context.ApiServiceName;
        var found = await context.Client.FindAsync(KubernetesPaths.ApiServices.Named(name), cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            var (version, group) = dot > 0 ? (name[..dot], name[(dot + 1)..]) : ("VERSION", name);
            return CheckResult.Fail(
                $"there is no APIService {name}: nobody answers for {group}/{version}",
                $"outrigger manifests --only-apiservice --group={group} --version={version} --name=SERVICE --namespace=NAMESPACE --ca-file=ca.crt | kubectl apply -f -");
        }

        context.ApiService = new ApiServiceSpec(found);
        return CheckResult.Ok($"{context.ApiService.Group}/{context.ApiService.Version} is registered");
    }
}
