using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ApiMachinery.Tests.Metadata;

public sealed class MetadataViewTests
{
    private const string Full = """
        {"metadata":{"name":"n","generateName":"g-","namespace":"ns","uid":"u","resourceVersion":"7","generation":2,
        "creationTimestamp":"2024-01-02T03:04:05Z","deletionTimestamp":"2024-01-02T03:04:06Z","deletionGracePeriodSeconds":0,
        "labels":{"a":"b"},"annotations":{"c":"d"},
        "ownerReferences":[{"apiVersion":"v1","kind":"K","name":"o","uid":"ou","controller":true,"blockOwnerDeletion":false}],
        "finalizers":["x.y/z"],"managedFields":[{"manager":"m"}]}}
        """;

    [Fact]
    public void Get_FullMetadata_GivesEveryField()
    {
        var meta = MetadataView.Of(JsonNode.Parse(Full)!.AsObject());
        meta.Name.ShouldBe("n");
        meta.GenerateName.ShouldBe("g-");
        meta.Namespace.ShouldBe("ns");
        meta.Uid.ShouldBe("u");
        meta.ResourceVersion.ShouldBe("7");
        meta.Generation.ShouldBe(2);
        meta.CreationTimestamp.ShouldBe(new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero));
        meta.DeletionTimestamp!.Value.Second.ShouldBe(6);
        meta.DeletionGracePeriodSeconds.ShouldBe(0);
        meta.Label("a").ShouldBe("b");
        meta.Annotation("c").ShouldBe("d");
        meta.Labels.ShouldBe([new("a", "b")]);
        meta.OwnerReferences.ShouldBe([new OwnerReference { ApiVersion = "v1", Kind = "K", Name = "o", Uid = "ou", Controller = true, BlockOwnerDeletion = false }]);
        meta.Finalizers.ShouldBe(["x.y/z"]);
        meta.ManagedFields!.Count.ShouldBe(1);
    }

    [Fact]
    public void Set_ThenUnset_LeavesNothing()
    {
        var root = new JsonObject();
        var meta = MetadataView.Of(root);
        var source = MetadataView.Of(JsonNode.Parse(Full)!.AsObject());
        meta.Name = source.Name;
        meta.GenerateName = source.GenerateName;
        meta.Namespace = source.Namespace;
        meta.Uid = source.Uid;
        meta.ResourceVersion = source.ResourceVersion;
        meta.Generation = source.Generation;
        meta.CreationTimestamp = source.CreationTimestamp;
        meta.DeletionTimestamp = source.DeletionTimestamp;
        meta.DeletionGracePeriodSeconds = source.DeletionGracePeriodSeconds;
        meta.Labels = source.Labels;
        meta.Annotations = source.Annotations;
        meta.OwnerReferences = source.OwnerReferences;
        meta.Finalizers = source.Finalizers;
        meta.ManagedFields = JsonNode.Parse("""[{"manager":"m"}]""")!.AsArray();
        JsonNodes.DeepEqual(root, JsonNode.Parse(Full)).ShouldBeTrue();

        meta.Name = meta.GenerateName = meta.Namespace = meta.Uid = meta.ResourceVersion = "";
        meta.Generation = 0;
        meta.CreationTimestamp = meta.DeletionTimestamp = null;
        meta.DeletionGracePeriodSeconds = null;
        meta.SetLabel("a", null);
        meta.SetAnnotation("c", null);
        meta.OwnerReferences = [];
        meta.Finalizers = [];
        meta.ManagedFields = null;
        ObjectWriter.ToText(root).ShouldBe("""{"metadata":{}}""");
    }

    [Fact]
    public void Get_WrongTypes_ReadsAsMissing()
    {
        var meta = MetadataView.Of(JsonNode.Parse("""{"metadata":{"name":5,"labels":["a"],"finalizers":{},"creationTimestamp":null}}""")!.AsObject());
        meta.Name.ShouldBe("");
        meta.Labels.ShouldBeEmpty();
        meta.Finalizers.ShouldBeEmpty();
        meta.CreationTimestamp.ShouldBeNull();
    }

    [Fact]
    public void SetLabel_New_KeepsKeysSorted()
    {
        var root = JsonNode.Parse("""{"metadata":{"labels":{"b":"1"}}}""")!.AsObject();
        MetadataView.Of(root).SetLabel("a", "2");
        ObjectWriter.ToText(root).ShouldBe("""{"metadata":{"labels":{"a":"2","b":"1"}}}""");
    }

    [Fact]
    public void ObjectMeta_RoundTrip_KeepsEveryField()
    {
        var json = JsonNode.Parse(Full)!["metadata"];
        var meta = json.Deserialize<ObjectMeta>();
        JsonNodes.DeepEqual(JsonSerializer.SerializeToNode(meta), json).ShouldBeTrue();
        JsonSerializer.Serialize(new ObjectMeta()).ShouldBe("{}");
    }
}
