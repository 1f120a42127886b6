using Outrigger.ApiMachinery.Identity;
using Outrigger.Cli.Pki;

namespace Outrigger.Cli.Users;

/// <summary>DATA-DIR/kubeconfig: the administrator's way in.</summary>
internal static class AdminKubeconfig
{
    /// <summary>Name of the cluster and of the context.</summary>
    public const string ContextName = "outrigger";

    /// <summary>The administrator's user name.</summary>
    public const string UserName = "admin";

    /// <summary>Makes the file, or brings address, authority and an ageing certificate up to date; other entries stay.</summary>
    public static void Ensure(string path, PkiFolder pki, CertificateAuthority authority, string server, string authorityPem)
    {
        var file = KubeconfigFile.Open(path);
        var wanted = new LeafRequest(UserName, LeafUse.Client) { Organizations = [UserInfo.MastersGroup] };
        file.SetCluster(ContextName, server, authorityPem);
        if (file.FindUser(UserName) is not { } there || !pki.IsGood(there, authority, wanted))
        {
            file.SetUser(UserName, authority.Issue(wanted));
        }

        file.SetContext(ContextName, ContextName, UserName);
        file.SetCurrentContextIfNone(ContextName);
        file.Save();
    }
}
