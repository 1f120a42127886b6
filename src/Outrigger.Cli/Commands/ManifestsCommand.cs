using System.CommandLine;
using Outrigger.ApiMachinery.Yaml;
using Outrigger.Cli.Manifests;

namespace Outrigger.Cli.Commands;

/// <summary><c>outrigger manifests</c>.</summary>
internal static class ManifestsCommand
{
    public static (Command Command, HelpPage Help) Create()
    {
        var name = Flag.Text("--name", "NAME", "Of the Deployment, the Service and the service account");
        var ns = Flag.Text("--namespace", "NAMESPACE", "Where they are");
        var group = Flag.Text("--group", "GROUP", "The API group, as in custom.example.com");
        var versions = Flag.List("--version", "VERSION", "A version that is served, as in v1; the preferred one first");
        var image = Flag.Text("--image", "IMAGE", "The server's image (default NAME:v1.0)");
        var replicas = Flag.Text("--replicas", "NUMBER", "How many; more than one share an etcd (default 1)");
        var etcd = Flag.Text("--etcd-servers", "URLS", "Where objects are kept (default SQLite on a volume)");
        var leader = new Option<bool>("--leader-election") { Description = "And the right to the Lease by which one replica leads" };
        var auto = new Option<bool>("--auto-tls") { Description = "The server makes its certificates and the caBundle itself" };
        var register = new Option<bool>("--auto-tls-register") { Description = "And its APIServices, so that none is printed (with --auto-tls)" };
        var manager = new Option<bool>("--cert-manager") { Description = "cert-manager makes the certificate and the caBundle" };
        var ca = Flag.Text("--ca-file", "FILE", "The authority that signed your certificate, PEM; it is the caBundle. Two Secrets are yours to make: NAME-tls (tls.crt, tls.key) and NAME-ca (ca.crt)");
        var only = new Option<bool>("--only-apiservice") { Description = "Print the APIServices alone: the server is there already and stays as it is" };
        var command = new Command("manifests", "Prints what a cluster needs for an extension server, for kubectl apply -f -.")
        {
            name, ns, group, versions, image, replicas, etcd, leader, auto, register, manager, ca, only,
        };
        command.SetAction(result =>
        {
            var model = ManifestReader.Read(new ManifestOptions
            {
                Name = result.GetValue(name) ?? "",
                Namespace = result.GetValue(ns) ?? "",
                Group = result.GetValue(group) ?? "",
                Versions = Flag.Values(result, versions),
                Image = result.GetValue(image) ?? "",
                Replicas = result.GetValue(replicas) ?? "1",
                EtcdServers = result.GetValue(etcd) ?? "",
                LeaderElection = result.GetValue(leader),
                AutoTls = result.GetValue(auto),
                AutoTlsRegister = result.GetValue(register),
                CertManager = result.GetValue(manager),
                OnlyApiService = result.GetValue(only),
                CaFile = result.GetValue(ca) ?? "",
            });
            result.InvocationConfiguration.Output.Write(string.Join("---\n", ManifestSet.Build(model).Select(o => YamlWriter.WriteText(o))));
            return 0;
        });
        var help = new HelpPage(
            "outrigger manifests --name NAME --namespace NAMESPACE --group GROUP --version VERSION [flags]",
            [
                new OptionSection("The server", [name, ns, group, versions, image, replicas, etcd, leader]),
                new OptionSection("Its certificate: one of", [auto, register, manager, ca]),
                new OptionSection("What is printed", [only]),
            ])
        {
            Examples = ["outrigger manifests --name custom-api-server --namespace custom-system --group custom.example.com --version v1 --auto-tls | kubectl apply -f -"],
        };
        return (command, help);
    }
}
