using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>A list of one of its kinds, as the caller, through the main server.</summary>
internal sealed class CallCheck : ICheck
{
    public string Name => CheckNames.Call;

    public IReadOnlyList<string> Needs => [CheckNames.Discovery];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var api = context.ApiService;
        var kind = context.Resources.FirstOrDefault(r => JsonNodes.StringList(r["verbs"]).Contains("list"));
        if (kind is null)
        {
            return CheckResult.NotTried("none of its kinds can be listed");
        }

        var plural = JsonNodes.GetString(kind, "name");
        try
        {
            await context.Client.SendAsync(HttpMethod.Get, $"{api.Path}/{plural}?limit=1", null, cancellationToken).ConfigureAwait(false);
            return CheckResult.Ok($"you may list {plural}.{api.Group}");
        }
        catch (StatusException answer) when (answer.Status.Code == 401 || answer.Message.Contains("\"system:anonymous\"", StringComparison.Ordinal))
        {
            return CheckResult.Fail(
                $"the server does not know who you are ({answer.Status.Code}): it does not take the aggregator's word",
                $"kubectl rollout restart deployment -n {api.Namespace} -l {context.Selector} # it reads kube-system/extension-apiserver-authentication when it starts");
        }
        catch (StatusException answer) when (answer.Status.Code == 403)
        {
            var user = await Caller.NameAsync(context.Client, cancellationToken).ConfigureAwait(false);
            return CheckResult.Warn(
                $"you may not list {plural}.{api.Group}: {answer.Message}",
                $"kubectl create clusterrole {plural}-reader --verb=get,list,watch --resource={plural}.{api.Group} && kubectl create clusterrolebinding {plural}-reader --clusterrole={plural}-reader --user={user}");
        }
        catch (StatusException answer)
        {
            return CheckResult.Fail($"a list of {plural} is answered with {answer.Status.Code}: {answer.Message}", context.LogsCommand);
        }
    }
}
