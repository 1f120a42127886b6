using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The main server answers, and knows who asks.</summary>
internal sealed class MainServerCheck : ICheck
{
    public string Name => CheckNames.MainServer;

    public IReadOnlyList<string> Needs => [];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        try
        {
            var version = await VersionAsync(context, cancellationToken).ConfigureAwait(false);
            var who = await Caller.NameAsync(context.Client, cancellationToken).ConfigureAwait(false);
            return CheckResult.Ok($"{context.Config.Server.AbsoluteUri.TrimEnd('/')} answers ({version}), you are {who}");
        }
        catch (StatusException refused) when (refused.Status.Code == 401)
        {
            return CheckResult.Fail($"{context.Config.Server} does not know the kubeconfig's user: {refused.Message}", "kubectl config view --minify");
        }
        catch (Exception failure) when (failure is HttpRequestException or TimeoutException)
        {
            return CheckResult.Fail($"{context.Config.Server} is not reached: {Why(failure)}", "kubectl config view --minify");
        }
    }

    // a server that tells nobody its version answers all the same
    private static async Task<string> VersionAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        try
        {
            var version = await context.Client.SendAsync(HttpMethod.Get, "version", null, cancellationToken).ConfigureAwait(false);
            return JsonNodes.GetString(version, "gitVersion") ?? "no version";
        }
        catch (StatusException refused) when (refused.Status.Code == 403)
        {
            return "its version is not shown to you";
        }
    }

    // the innermost cause is the one that says something
    private static string Why(Exception failure) => failure.InnerException is { } inner ? Why(inner) : failure.Message;
}
