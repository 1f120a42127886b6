using Outrigger.ApiMachinery.SchemaFiles;

namespace Outrigger.ApiMachinery.Tests.Schemas;

/// <summary>Every schema file of the project in one library.</summary>
internal static class TestLibrary
{
    public static SchemaLibrary All { get; } = SchemaLibrary.Load(typeof(TestLibrary).Assembly);

    public static Outrigger.ApiMachinery.Kinds.KindDefinition Kind(string group, string version, string kind) =>
        All.FindKind(new(group, version, kind)).ShouldNotBeNull();
}
