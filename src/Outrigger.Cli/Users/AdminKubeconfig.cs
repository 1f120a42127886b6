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

    /// <summary>
    /// The file with a good certificate of the administrator, a new one when there is none or it ages; other entries stay. It is
    /// written by <see cref="Save"/>, when the address is known.
    /// </summary>
    public static KubeconfigFile Prepare(string path, PkiFolder pki, CertificateAuthority authority)
    {
        var file = KubeconfigFile.Open(path);
        var wanted = new LeafRequest(UserName, LeafUse.Client) { Organizations = [UserInfo.MastersGroup] };
        if (file.FindUser(UserName) is not { } there || !pki.IsGood(there, authority, wanted))
        {
            file.SetUser(UserName, authority.Issue(wanted));
        }

        return file;
    }

    /// <summary>Writes the file with the server's address and authority.</summary>
    public static void Save(KubeconfigFile file, string server, string authorityPem)
    {
        file.SetCluster(ContextName, server, authorityPem);
        file.SetContext(ContextName, ContextName, UserName);
        file.SetCurrentContextIfNone(ContextName);
        file.Save();
    }
}
