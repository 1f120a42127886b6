using System.Globalization;
using Outrigger.Cli.Hosting;
using Outrigger.Cli.Terminal;

namespace Outrigger.Cli.Demo;

/// <summary>What runs where, and what to type next.</summary>
internal static class DemoReport
{
    public static void Write(TextWriter output, Paint paint, DemoState state)
    {
        var folder = state.Folder;
        var here = Environment.CurrentDirectory;
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{paint.Good("Ready")} in {state.Took.TotalSeconds:0.0} s. What runs where:"));
        output.WriteLine();
        List<(string Name, string Value)> rows =
        [
            ("control plane", string.Create(CultureInfo.InvariantCulture, $"{state.ControlPlane.Address.ToString().TrimEnd('/')}  process {state.ControlPlane.Process.Id}")),
            ("", $"log {Short(folder.ControlPlaneLog, here)}"),
            ("Widget server", string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{state.WidgetServer.Port}  process {state.WidgetServer.Process.Id}")),
            ("", $"log {Short(folder.WidgetServerLog, here)}"),
            ("kubeconfig", Short(folder.Data.Kubeconfig, here)),
        ];
        if (state.MetricsServer is { } metrics)
        {
            rows.InsertRange(4,
            [
                ("metrics server", string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{metrics.Port}  process {metrics.Process.Id}")),
                ("", $"log {Short(folder.MetricsServerLog, here)}"),
            ]);
        }

        var width = rows.Max(r => r.Name.Length) + 3;
        foreach (var (name, value) in rows)
        {
            output.WriteLine($"  {paint.Strong(name.PadRight(width))}{value}");
        }

        output.WriteLine();
        output.WriteLine("In another shell:");
        output.WriteLine();
        ReadyReport.WriteCommands(
            output,
            paint,
            [
                ($"export KUBECONFIG={folder.Data.Kubeconfig}", "use this server"),
                ($"kubectl apply -f {folder.WidgetManifest}", "create a widget"),
                ("kubectl get widgets", "list widgets"),
                ("kubectl get widget my-widget -o yaml", "see all of it"),
                ("kubectl scale widget my-widget --replicas=5", "use its scale subresource"),
                ("kubectl get widget my-widget -o jsonpath='{.status}'", "what the reconciler made of it"),
                ("kubectl get apiservices", "see who serves which API"),
                ($"kubectl get apiservice {DemoNames.ApiService} -o yaml", "the registration and its condition"),
                .. state.MetricsServer is null ? Array.Empty<(string, string)>() :
                [
                    ("kubectl top node", "what this machine uses"),
                    ("kubectl top pod -n kube-system", "what the servers use"),
                    ($"kubectl apply -f {folder.BusyManifest}", "a widget that is scaled by its server's CPU"),
                    ("kubectl get hpa,widgets -n kube-system", "how it stands"),
                ],
            ]);
        output.WriteLine();
        output.WriteLine(paint.Faint("The servers are processes of this machine; the Deployment's pods are data and stay Pending."));
        output.WriteLine(paint.Faint("Ctrl-C stops all of them; everything stays in the data directory."));
    }

    private static string Short(string path, string folder) => Path.GetRelativePath(folder, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
}
