using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Client.Rest;

namespace Outrigger.Server.Delegation;

/// <summary>
/// The two rights that an extension server needs from the main server, tried at start: reading the authentication ConfigMap
/// (a RoleBinding in kube-system) and asking TokenReviews and SubjectAccessReviews (ClusterRoleBinding to system:auth-delegator).
/// </summary>
internal sealed class DelegationCheck(KubernetesClient authentication, KubernetesClient authorization, string serverName)
{
    /// <summary>Throws <see cref="DelegationException"/> with every missing right, or because the main server does not answer.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        await Try(problems, MissingReader, authentication, () => authentication.GetAsync(DelegationConstants.ConfigMap, cancellationToken)).ConfigureAwait(false);
        var tokens = await Try(problems, MissingDelegator, authentication, () => authentication.CreateAsync(
            DelegationConstants.TokenReviews, Probe("authentication.k8s.io/v1", "TokenReview", new JsonObject { ["token"] = "start-up-check" }), cancellationToken)).ConfigureAwait(false);
        if (tokens)
        {
            await Try(problems, MissingDelegator, authorization, () => authorization.CreateAsync(
                DelegationConstants.SubjectAccessReviews, Probe("authorization.k8s.io/v1", "SubjectAccessReview", AccessProbe()), cancellationToken)).ConfigureAwait(false);
        }

        if (problems.Count > 0)
        {
            throw new DelegationException(problems);
        }
    }

    private static JsonObject AccessProbe() => new()
    {
        ["user"] = "system:anonymous",
        ["nonResourceAttributes"] = new JsonObject { ["path"] = "/healthz", ["verb"] = "get" },
    };

    private static JsonObject Probe(string apiVersion, string kind, JsonObject spec) =>
        new() { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = new JsonObject(), ["spec"] = spec };

    private async Task<bool> Try(List<string> problems, Func<string, string> missing, KubernetesClient main, Func<Task<JsonObject>> call)
    {
        try
        {
            await call().ConfigureAwait(false);
            return true;
        }
        catch (StatusException refused) when (refused.Status.Code == 403)
        {
            problems.Add(missing(await SubjectAsync(refused).ConfigureAwait(false)));
            return false;
        }
        catch (Exception e) when (e is TimeoutException or HttpRequestException)
        {
            var why = e is TimeoutException ? e.Message : e.GetBaseException().Message;
            throw new DelegationException(
                [$"The main server {main.Server} does not answer ({why}). Is it up, and may this machine or pod connect to it?"]);
        }
    }

    // kubectl's flag for this server's own identity
    private async Task<string> SubjectAsync(StatusException refused)
    {
        try
        {
            var review = await authentication.CreateAsync(
                DelegationConstants.SelfSubjectReviews, Probe("authentication.k8s.io/v1", "SelfSubjectReview", []), CancellationToken.None).ConfigureAwait(false);
            var name = (string?)review["status"]?["userInfo"]?["username"] ?? "";
            return name.Split(':') is ["system", "serviceaccount", var ns, var account] ? $"--serviceaccount={ns}:{account}" : $"--user={name}";
        }
        catch (StatusException)
        {
            throw refused;
        }
    }

    private string MissingReader(string subject) =>
        $"The RoleBinding to {DelegationConstants.ConfigMapName}-reader in {DelegationConstants.ConfigMapNamespace} is missing: this server may not read the ConfigMap "
        + $"{DelegationConstants.ConfigMapNamespace}/{DelegationConstants.ConfigMapName}. Mend it with:\n  kubectl create rolebinding {serverName}-auth-reader "
        + $"-n {DelegationConstants.ConfigMapNamespace} --role={DelegationConstants.ConfigMapName}-reader {subject}";

    private string MissingDelegator(string subject) =>
        "The ClusterRoleBinding to system:auth-delegator is missing: this server may not ask the main server who a caller is and what it may do. "
        + $"Mend it with:\n  kubectl create clusterrolebinding {serverName}:system:auth-delegator --clusterrole=system:auth-delegator {subject}";
}
