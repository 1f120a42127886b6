using System.Text.Json.Nodes;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Commands;
using Outrigger.Functional.Tests.Kubectl;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>One test's kind, namespace and kubectl.</summary>
internal sealed record Row(Subject Subject, string Kind, string Namespace, KubectlRunner Kubectl, KubernetesClient Client)
{
    /// <summary>The same with a variable in kubectl's environment.</summary>
    public Row With(string variable, string value) => this with { Kubectl = Kubectl.With(variable, value) };

    /// <summary>Runs kubectl in the namespace; KIND stands for the kind's name, NAMESPACE for the namespace, in the input too.</summary>
    public Task<CommandAnswer> RunAsync(string commandLine, string input = "") =>
        Kubectl.RunAsync(Words(commandLine), input.Replace("NAMESPACE", Namespace, StringComparison.Ordinal));

    /// <summary>The same for a command that goes on.</summary>
    public KubectlStream Stream(string commandLine) => Kubectl.Stream(Words(commandLine));

    /// <summary>The object as the server has it.</summary>
    public Task<JsonObject> ReadAsync() => Client.GetAsync(Subject.In(Namespace).Named(RowTest.Name), CancellationToken.None);

    private string Words(string commandLine) =>
        $"-n {Namespace} {commandLine.Replace("KIND", Kind, StringComparison.Ordinal).Replace("NAMESPACE", Namespace, StringComparison.Ordinal)}";
}
