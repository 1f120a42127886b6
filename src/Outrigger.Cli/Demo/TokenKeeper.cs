using Outrigger.Cli.Files;
using Outrigger.Cli.Users;
using Outrigger.Client.Rest;

namespace Outrigger.Cli.Demo;

/// <summary>
/// Plays the kubelet's part: keeps a service-account token in a file and renews it long before it ends. A client that is given
/// the file (tokenFile of a kubeconfig) reads it again by itself.
/// </summary>
/// <param name="client">Asks for tokens.</param>
/// <param name="file">Where they are kept.</param>
/// <param name="time">The clock.</param>
/// <param name="ns">The service account's namespace.</param>
/// <param name="account">Its name.</param>
internal sealed class TokenKeeper(
    KubernetesClient client, string file, TimeProvider time, string ns = DemoNames.Namespace, string account = DemoNames.Server)
{
    /// <summary>What is asked for; the server may give less.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    // the kubelet's rule: renew when 80 % of the time are over
    private const double RenewAt = 0.8;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>Writes a fresh token and says after what time the next one is due.</summary>
    public async Task<TimeSpan> RenewAsync(CancellationToken cancellationToken)
    {
        var issued = await client.CreateTokenAsync(ns, account, [], Lifetime, cancellationToken).ConfigureAwait(false);
        PrivateFiles.Write(file, issued.Token);
        var left = (issued.Expires - time.GetUtcNow()) * RenewAt;
        return left > RetryAfter ? left : RetryAfter;
    }

    /// <summary>Renews until it is cancelled; a failure is tried again soon, for the old token still serves.</summary>
    public async Task RunAsync(TimeSpan firstDue, Action<string> tell, CancellationToken cancellationToken)
    {
        var due = firstDue;
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(due, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                due = await RenewAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                tell($"cannot renew the token of {account}, next try in {RetryAfter.TotalSeconds:0} s: {e.Message}");
                due = RetryAfter;
            }
        }
    }

    /// <summary>Writes the kubeconfig that names the token file.</summary>
    public void WriteKubeconfig(string path, DemoFolder folder)
    {
        var cluster = KubeconfigFile.Open(folder.Data.Kubeconfig).FindCluster(AdminKubeconfig.ContextName)
            ?? throw new StartupException($"{folder.Data.Kubeconfig} has no cluster \"{AdminKubeconfig.ContextName}\"");
        var kubeconfig = KubeconfigFile.Open(path);
        kubeconfig.SetCluster(AdminKubeconfig.ContextName, cluster.Server, cluster.AuthorityPem);
        kubeconfig.SetTokenFile(account, file);
        kubeconfig.SetContext(account, AdminKubeconfig.ContextName, account);
        kubeconfig.SetCurrentContextIfNone(account);
        kubeconfig.Save();
    }
}
