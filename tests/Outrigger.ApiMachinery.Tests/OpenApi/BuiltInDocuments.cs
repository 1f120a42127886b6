using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.OpenApi;
using Outrigger.ApiMachinery.Tests.Schemas;

namespace Outrigger.ApiMachinery.Tests.OpenApi;

/// <summary>The documents of the built-in group versions.</summary>
internal static class BuiltInDocuments
{
    public static IEnumerable<byte[]> All => TestLibrary.All.Kinds.GroupBy(k => k.Kind.GroupVersion).Select(g => Build(g.Key, [.. g]));

    public static byte[] Of(string group, string version) =>
        Build(new(group, version), [.. TestLibrary.All.Kinds.Where(k => k.Kind.GroupVersion == new GroupVersion(group, version))]);

    private static byte[] Build(GroupVersion owner, IReadOnlyList<KindDefinition> kinds) =>
        new OpenApiV3Builder(TestLibrary.All).Build(owner, kinds, "v1").Read();
}
