namespace Outrigger.Client.Configuration;

/// <summary>What kubeconfig files say, references resolved to absolute paths. For one file or several, merged as kubectl does.</summary>
public sealed record Kubeconfig
{
    public string CurrentContext { get; init; } = "";

    public IReadOnlyDictionary<string, KubeconfigCluster> Clusters { get; init; } = new Dictionary<string, KubeconfigCluster>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, KubeconfigUser> Users { get; init; } = new Dictionary<string, KubeconfigUser>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, KubeconfigContext> Contexts { get; init; } = new Dictionary<string, KubeconfigContext>(StringComparer.Ordinal);

    /// <summary>Reads one file.</summary>
    public static Kubeconfig Load(string path)
    {
        var full = Path.GetFullPath(path);
        return KubeconfigReader.Read(PemFiles.ReadText(full), full);
    }

    /// <summary>
    /// Reads the files of the KUBECONFIG variable, or <c>~/.kube/config</c>; missing files of several are passed over.
    /// </summary>
    public static Kubeconfig LoadDefault()
    {
        var named = (Environment.GetEnvironmentVariable("KUBECONFIG") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (named.Length == 0)
        {
            named = [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config")];
        }

        var there = named.Where(File.Exists).ToList();
        return there.Count == 0
            ? throw new ClientConfigException($"no kubeconfig at {string.Join(", ", named)}: set KUBECONFIG or name the file")
            : there.Select(Load).Aggregate(Merge);
    }

    /// <summary>Both files; what the first one says about a name wins.</summary>
    public static Kubeconfig Merge(Kubeconfig first, Kubeconfig second) => new()
    {
        CurrentContext = first.CurrentContext.Length > 0 ? first.CurrentContext : second.CurrentContext,
        Clusters = Merge(first.Clusters, second.Clusters),
        Users = Merge(first.Users, second.Users),
        Contexts = Merge(first.Contexts, second.Contexts),
    };

    /// <summary>What a client needs for one context (the current one when <paramref name="context"/> is null).</summary>
    public ClientConfig ToClientConfig(TimeProvider time, string? context = null)
    {
        var name = context ?? CurrentContext;
        if (!Contexts.TryGetValue(name, out var chosen))
        {
            throw new ClientConfigException(
                name.Length == 0
                    ? "the kubeconfig has no current-context: set one with kubectl config use-context"
                    : $"the kubeconfig has no context \"{name}\"; it has {Names(Contexts.Keys)}");
        }

        var cluster = Clusters.GetValueOrDefault(chosen.Cluster)
            ?? throw new ClientConfigException($"context \"{name}\" names the cluster \"{chosen.Cluster}\", which the kubeconfig does not have");
        var user = chosen.User.Length == 0
            ? new KubeconfigUser()
            : Users.GetValueOrDefault(chosen.User)
                ?? throw new ClientConfigException($"context \"{name}\" names the user \"{chosen.User}\", which the kubeconfig does not have");
        return KubeconfigResolver.Resolve(cluster, user, chosen, time);
    }

    private static string Names(IEnumerable<string> names) =>
        string.Join(", ", names.Order(StringComparer.Ordinal)) is { Length: > 0 } all ? all : "none";

    private static Dictionary<string, T> Merge<T>(IReadOnlyDictionary<string, T> first, IReadOnlyDictionary<string, T> second)
    {
        var all = new Dictionary<string, T>(first, StringComparer.Ordinal);
        foreach (var (name, value) in second)
        {
            all.TryAdd(name, value);
        }

        return all;
    }
}
