using System.CommandLine;
using System.Globalization;
using Outrigger.Cli.Doctor;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Cli.Doctor.Reports;
using Outrigger.Cli.Files;
using Outrigger.Cli.Terminal;

namespace Outrigger.Cli.Commands;

/// <summary><c>outrigger doctor</c>.</summary>
internal static class DoctorCommand
{
    public static (Command Command, HelpPage Help) Create(TimeProvider time)
    {
        var names = new Argument<string[]>("APISERVICE") { Description = "Which to look at (default all that a Service answers for)", Arity = ArgumentArity.ZeroOrMore };
        var kubeconfig = Flag.Text("--kubeconfig", "FILE", "The main server and who you are there (default the KUBECONFIG variable, ~/.kube/config, in a pod its account)");
        var context = Flag.Text("--context", "NAME", "The context of the kubeconfig (default the current one)");
        var account = Flag.Text("--service-account", "NAMESPACE/NAME", "The extension server's account, where no pod or Deployment tells");
        var timeout = Flag.Text("--timeout", "SECONDS", "For each connection and answer (default 5)");
        var output = new Option<string>("--output", "-o") { HelpName = "json", Description = "Write JSON instead of a table" };
        var command = new Command("doctor", "Checks step by step why an extension server does not answer, and names the command that mends it.")
        {
            names, kubeconfig, context, account, timeout, output,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var request = new DoctorRequest
            {
                ApiServices = result.GetValue(names) ?? [],
                Kubeconfig = result.GetValue(kubeconfig),
                Context = result.GetValue(context),
                Account = Account(result.GetValue(account)),
                Timeout = Seconds(result.GetValue(timeout)),
            };
            var asJson = result.GetValue(output) switch
            {
                null => false,
                "json" => true,
                var other => throw new StartupException($"--output is {other}: leave it out, or give json"),
            };
            var report = await new DoctorRun(time).RunAsync(request, cancellationToken).ConfigureAwait(false);
            var writer = result.InvocationConfiguration.Output;
            if (asJson)
            {
                await writer.WriteLineAsync(JsonReport.Write(report)).ConfigureAwait(false);
            }
            else
            {
                TextReport.Write(report, writer, Paint.ForOutput());
            }

            return report.IsHealthy ? 0 : 1;
        });
        var help = new HelpPage("outrigger doctor [APISERVICE…] [flags]", [new OptionSection("Flags", [kubeconfig, context, account, timeout, output])])
        {
            Examples = ["outrigger doctor", "outrigger doctor v1.custom.example.com -o json"],
        };
        return (command, help);
    }

    private static ServiceAccountName? Account(string? text) => text?.Split('/') switch
    {
        null => null,
        [{ Length: > 0 } ns, { Length: > 0 } name] => new ServiceAccountName(ns, name),
        _ => throw new StartupException($"--service-account is {text}: give NAMESPACE/NAME"),
    };

    private static TimeSpan Seconds(string? text) =>
        text is null ? new DoctorRequest().Timeout
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 600 ? TimeSpan.FromSeconds(seconds)
        : throw new StartupException($"--timeout is {text}: give seconds, as 5 or 0.5");
}
