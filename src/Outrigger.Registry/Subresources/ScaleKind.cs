using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.SchemaFiles;

namespace Outrigger.Registry.Subresources;

/// <summary>autoscaling/v1 Scale, the kind of every scale subresource; also for servers that serve nothing else of that group.</summary>
public static class ScaleKind
{
    private const string Text = """
        # The format is described in docs/schema-files.md.
        group autoscaling v1 io.k8s.api.autoscaling.v1

        kind Scale scales scale namespaced verbs=get,patch,update
          column "Name" NAME text(.metadata.name) of=metadata.name
          column "Desired" integer number(.spec.replicas) "Number of desired replicas"
          column "Available" integer number(.status.replicas) "Number of actual replicas"
          column "Age" AGE of=metadata.creationTimestamp

        type Scale
          kind string
          apiVersion string
          metadata meta.v1.ObjectMeta 1 emit
          spec ScaleSpec 2 emit
          status ScaleStatus 3 emit

        type ScaleSpec
          replicas int32 1

        type ScaleStatus
          replicas int32 1 required emit
          selector string 2

        """;

    /// <summary>The kind with its schema, and the columns that it has for custom resources.</summary>
    public static KindDefinition Definition { get; } = Read("string/name", "date .metadata.creationTimestamp");

    /// <summary>The kind with the columns that it has for built-in resources.</summary>
    public static KindDefinition OfBuiltIns { get; } = Read("string", "string age(.metadata.creationTimestamp)");

    private static KindDefinition Read(string name, string age)
    {
        var text = Text.Replace("NAME", name, StringComparison.Ordinal).Replace("AGE", age, StringComparison.Ordinal);
        var library = new SchemaLibrary();
        library.AddEmbedded(typeof(SchemaLibrary).Assembly);
        var file = SchemaFile.Parse(text, library);
        library.Freeze();
        return file.Kinds[0];
    }
}
