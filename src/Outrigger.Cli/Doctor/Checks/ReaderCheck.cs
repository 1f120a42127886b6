using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The server may read whom to believe (Role extension-apiserver-authentication-reader).</summary>
internal sealed class ReaderCheck : ICheck
{
    public string Name => CheckNames.Reader;

    public IReadOnlyList<string> Needs => [CheckNames.Service];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        if (context.Account is not { } account)
        {
            return AccountRight.Unknown;
        }

        var may = await AccountRight.MayAsync(
            context, account, ("get", "", "configmaps", "kube-system", "extension-apiserver-authentication"), cancellationToken).ConfigureAwait(false);
        return may
            ? CheckResult.Ok($"{account.Namespace}/{account.Name} may read kube-system/extension-apiserver-authentication")
            : CheckResult.Fail(
                $"{account.Namespace}/{account.Name} may not read the authentication config: the RoleBinding to extension-apiserver-authentication-reader in kube-system is missing",
                $"kubectl create rolebinding {account.Name}-auth-reader -n kube-system --role=extension-apiserver-authentication-reader {account.Flag}");
    }
}
