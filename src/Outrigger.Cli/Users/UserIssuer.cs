using Outrigger.ApiMachinery.Identity;
using Outrigger.Cli.Files;
using Outrigger.Cli.Pki;

namespace Outrigger.Cli.Users;

/// <summary>Issues a client certificate for a user into a kubeconfig.</summary>
internal sealed class UserIssuer(TimeProvider time)
{
    /// <summary>Does what is asked for; the path of the kubeconfig and the context's name.</summary>
    public (string Path, string Context) Add(UserRequest request)
    {
        var data = new DataDirectory(request.DataDirectory, request.PkiDirectory);
        Check(request, data);
        var admin = KubeconfigFile.Open(data.Kubeconfig);
        if (admin.FindCluster(AdminKubeconfig.ContextName) is not { } cluster)
        {
            throw new StartupException(
                $"{data.Kubeconfig} has no cluster \"{AdminKubeconfig.ContextName}\": start the server once, it writes the file anew: outrigger up");
        }

        var path = Path.GetFullPath(request.Kubeconfig ?? Path.Combine(data.Root, "users", $"{FileName(request.Name)}.kubeconfig"));
        PrivateFiles.EnsureFolder(Path.GetDirectoryName(path) ?? "/");
        var file = KubeconfigFile.Open(path);
        if (!request.Force)
        {
            RefuseToReplace(file, path, request, cluster.AuthorityPem);
        }

        var authority = new PkiFolder(data.Pki, time, data.SharedPki).Authority("ca", "outrigger-ca");
        file.SetCluster(AdminKubeconfig.ContextName, cluster.Server, cluster.AuthorityPem);
        file.SetUser(request.Name, authority.Issue(new LeafRequest(request.Name, LeafUse.Client) { Organizations = request.Groups }));
        file.SetContext(request.Name, AdminKubeconfig.ContextName, request.Name);
        file.SetCurrentContextIfNone(request.Name);
        file.Save();
        return (path, request.Name);
    }

    // a user's own file is ours to renew; a file that was named may hold other people's entries
    private static void RefuseToReplace(KubeconfigFile file, string path, UserRequest request, string authorityPem)
    {
        if (request.Kubeconfig is not null && (file.Has("users", request.Name) || file.Has("contexts", request.Name)))
        {
            throw new StartupException($"{path} has a user or context \"{request.Name}\" already: add --force to replace it");
        }

        if (file.FindCluster(AdminKubeconfig.ContextName) is { } there && !string.Equals(there.AuthorityPem, authorityPem, StringComparison.Ordinal))
        {
            throw new StartupException(
                $"{path} has a cluster \"{AdminKubeconfig.ContextName}\" of another data directory: choose another file, or add --force to replace it");
        }
    }

    private static void Check(UserRequest request, DataDirectory data)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(request.Name))
        {
            problems.Add("the user has no name: outrigger user add NAME");
        }

        if (request.Groups.Any(string.IsNullOrWhiteSpace))
        {
            problems.Add("a --group is empty: leave it out or name it");
        }

        if (request.Groups.Contains(UserInfo.MastersGroup, StringComparer.Ordinal) && !request.Force)
        {
            problems.Add(
                $"the group {UserInfo.MastersGroup} may do everything and a certificate cannot be taken back before it ends: add --force if that is meant");
        }

        if (!data.IsInitialised)
        {
            problems.Add($"{data.Root} is no data directory of outrigger: start the server once (outrigger up), or name another with --data-dir");
        }

        if (problems.Count > 0)
        {
            throw new StartupException(problems);
        }

        data.CheckModes();
    }

    // user names hold colons and slashes
    private static string FileName(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_')).TrimStart('.') is { Length: > 0 } safe ? safe : "user";
}
