using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The server may ask the main server who a caller is and what it may do (ClusterRole system:auth-delegator).</summary>
internal sealed class DelegatorCheck : ICheck
{
    public string Name => CheckNames.Delegator;

    public IReadOnlyList<string> Needs => [CheckNames.Service];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        if (context.Account is not { } account)
        {
            return AccountRight.Unknown;
        }

        if (await context.Client.FindAsync(KubernetesPaths.ServiceAccounts(account.Namespace).Named(account.Name), cancellationToken).ConfigureAwait(false) is null)
        {
            return CheckResult.Fail($"the service account {account.Namespace}/{account.Name} is missing", $"kubectl create serviceaccount {account.Name} -n {account.Namespace}");
        }

        var tokens = await AccountRight.MayAsync(context, account, ("create", "authentication.k8s.io", "tokenreviews", "", ""), cancellationToken).ConfigureAwait(false);
        var access = await AccountRight.MayAsync(context, account, ("create", "authorization.k8s.io", "subjectaccessreviews", "", ""), cancellationToken).ConfigureAwait(false);
        return tokens && access
            ? CheckResult.Ok($"{account.Namespace}/{account.Name} may ask TokenReviews and SubjectAccessReviews")
            : CheckResult.Fail(
                $"{account.Namespace}/{account.Name} may not ask {(tokens ? "SubjectAccessReviews" : "TokenReviews")}: the ClusterRoleBinding to system:auth-delegator is missing",
                $"kubectl create clusterrolebinding {account.Name}:system:auth-delegator --clusterrole=system:auth-delegator {account.Flag}");
    }
}
