using System.Text.Json.Nodes;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Kubectl;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>One test's kind, namespace and kubectl.</summary>
internal sealed record Row(Subject Subject, string Kind, string Namespace, KubectlRunner Kubectl, KubernetesClient Client)
{
    /// <summary>Runs kubectl in the namespace; KIND stands for the kind's name.</summary>
    public Task<KubectlAnswer> RunAsync(string commandLine, string input = "") =>
        Kubectl.RunAsync(Words(commandLine), input);

    /// <summary>The same for a command that goes on.</summary>
    public KubectlStream Stream(string commandLine) => Kubectl.Stream(Words(commandLine));

    /// <summary>The object as the server has it.</summary>
    public Task<JsonObject> ReadAsync() => Client.GetAsync(Subject.In(Namespace).Named(RowTest.Name), CancellationToken.None);

    private string Words(string commandLine) => $"-n {Namespace} {commandLine.Replace("KIND", Kind, StringComparison.Ordinal)}";
}
