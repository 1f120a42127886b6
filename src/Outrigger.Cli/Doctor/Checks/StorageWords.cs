using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>Understands what a server said about its storage before it ended.</summary>
internal static class StorageWords
{
    private static readonly string[] Subjects = ["etcd", "storage", "the store", "database", "data-dir", "sqlite", "postgres"];
    private static readonly string[] Refusals = ["permission", "denied", "user name is empty", "authentication", "password", "read-only", "unauthorized"];
    private static readonly string[] Unreachable = ["refused", "no route", "timed out", "timeout", "unreachable", "does not answer", "not known", "no such host"];

    /// <summary>Whether the text is about storage at all.</summary>
    public static bool Speaks(string text) => Has(text, Subjects);

    /// <summary>What it comes to, and the command for it.</summary>
    public static (string What, string Mend) Explain(string text, DoctorContext context)
    {
        var etcd = PodOwner.Flag(context.PodSpec, "etcd-servers");
        if (Has(text, Refusals))
        {
            var prefix = PodOwner.Flag(context.PodSpec, "etcd-prefix") ?? $"/{context.ApiService.Service}";
            return ("the storage does not let the server in", etcd is null
                ? $"kubectl get pods -n {context.ApiService.Namespace} -l {context.Selector} -o jsonpath='{{.items[*].spec.securityContext}}'"
                : $"etcdctl --endpoints={etcd} role grant-permission {context.ApiService.Service} --prefix=true readwrite {prefix}");
        }

        return Has(text, Unreachable) && etcd is not null
            ? ($"the server does not reach its etcd at {etcd}", $"etcdctl --endpoints={etcd} endpoint health")
            : ("the storage is not configured as it must be", context.LogsCommand);
    }

    private static bool Has(string text, string[] words) => words.Any(w => text.Contains(w, StringComparison.OrdinalIgnoreCase));
}
