using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ControlPlane.Hosting;

namespace Outrigger.ControlPlane.Tests.Kinds;

/// <summary>Types whose fields stand in the files of several types merge in the same way everywhere.</summary>
public sealed class MergeRuleTests
{
    private static readonly SchemaLibrary Library = SchemaLibrary.Load(typeof(ControlPlaneModule).Assembly);

    [Fact]
    public void EphemeralContainer_MergesAsAContainerDoes()
    {
        var container = Library.FindType("io.k8s.api.core.v1.Container").ShouldNotBeNull();
        var ephemeral = Library.FindType("io.k8s.api.core.v1.EphemeralContainer").ShouldNotBeNull();

        foreach (var field in container.Fields)
        {
            Rules(ephemeral.Find(field.Name).ShouldNotBeNull(field.Name)).ShouldBe(Rules(field), field.Name);
        }
    }

    [Theory]
    [InlineData("io.k8s.api.admissionregistration.v1.RuleWithOperations")]
    [InlineData("io.k8s.api.admissionregistration.v1.NamedRuleWithOperations")]
    public void WebhookRule_SaysThatItsListsAreReplacedAsAWhole(string type)
    {
        foreach (var list in (string[])["operations", "apiGroups", "apiVersions", "resources"])
        {
            Library.FindType(type)!.Find(list)!.Schema.ListTypeStated.ShouldBeTrue(list);
        }
    }

    private static string Rules(SchemaField field) =>
        $"{field.Schema.ListTypeStated} {field.Schema.ListType} {string.Join(',', field.Schema.ListMapKeys)} {field.PatchStrategy} {field.PatchMergeKey}";
}
