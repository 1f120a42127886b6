using Outrigger.Functional.Tests.Commands;

namespace Outrigger.Functional.Tests.Kubectl;

/// <summary>Runs kubectl of one version.</summary>
internal sealed class KubectlRunner
{
    private readonly CommandRunner runner;

    /// <param name="version">Which kubectl, as in <c>1.33</c>.</param>
    /// <param name="kubeconfig">Whom to speak as, and to whom.</param>
    /// <param name="home">Where kubectl keeps its cache.</param>
    public KubectlRunner(string version, string kubeconfig, string home)
        : this(new CommandRunner(
            $"kubectl.{version}",
            KubectlVersions.PathOf(version),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["KUBECONFIG"] = kubeconfig,
                ["HOME"] = home,
                ["TMPDIR"] = Directory.CreateDirectory(home).FullName,
                ["GOGC"] = "off", // it ends before collecting garbage has paid: a third of its work
            }))
    {
    }

    private KubectlRunner(CommandRunner runner) => this.runner = runner;

    /// <summary>The same kubectl with one more variable in its environment.</summary>
    public KubectlRunner With(string variable, string value) => new(runner.With(variable, value));

    /// <summary>Runs a command line, split at spaces; single quotes keep an argument together.</summary>
    public Task<CommandAnswer> RunAsync(string commandLine, string input = "") => RunAsync(CommandLine.Split(commandLine), input);

    public Task<CommandAnswer> RunAsync(IReadOnlyList<string> arguments, string input = "") => runner.RunAsync(arguments, input);

    /// <summary>Starts a command that goes on until it is disposed of.</summary>
    public KubectlStream Stream(string commandLine)
    {
        var process = runner.Start(CommandLine.Split(commandLine));
        process.StandardInput.Close();
        return new KubectlStream(process);
    }
}
