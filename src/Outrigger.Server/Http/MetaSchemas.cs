using Outrigger.ApiMachinery.SchemaFiles;

namespace Outrigger.Server.Http;

/// <summary>The shared types of meta.k8s.io/v1 (Status, discovery), read at first use; they never change.</summary>
internal static class MetaSchemas
{
    private static readonly Lazy<SchemaLibrary> Loaded = new(() => SchemaLibrary.Load());

    public static SchemaLibrary Library => Loaded.Value;
}
