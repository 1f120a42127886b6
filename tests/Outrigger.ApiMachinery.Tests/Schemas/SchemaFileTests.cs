using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Tests.Schemas;

public sealed class SchemaFileTests
{
    private const string Text = """
        # A comment.
        group example.com v1 com.example.shop.v1

        kind Shop shops shop namespaced short=sh,sp categories=all verbs=get,list
          select spec.owner status.open
          subresource status Shop get,patch,update
          subresource scale autoscaling/v1/Scale get
          column "Name" string/name .metadata.name "The \"name\"."
          column "Open" boolean wide

        body Visit

        type Visit
          when time 1

        type Shop "Where things are sold."
          kind string
          apiVersion string
          spec ShopSpec 1 emit
          shelf *Shelf 2
          inline place Place 3

        type ShopSpec
          count *int32 1 default=3
          sort string 4 fill="any"
          goods []Good 2 required list=map(name,kind) patch=merge,retainKeys(name) "What is there."
          prices {}quantity 3 atomic

        type Good
          name string 1 required emit

        type Shelf atomic
          above *Shelf 1

        type Place
          street string 1 emit
          zip int-or-string 2 emit
        """;

    [Fact]
    public void Parse_Kind_HasEverythingTheLinesSay()
    {
        var kind = Load().FindKind(new("example.com", "v1", "Shop")).ShouldNotBeNull();

        kind.Plural.ShouldBe("shops");
        kind.Singular.ShouldBe("shop");
        kind.ListKind.ShouldBe("ShopList");
        kind.Namespaced.ShouldBeTrue();
        kind.ShortNames.ShouldBe(["sh", "sp"]);
        kind.Categories.ShouldBe(["all"]);
        kind.Verbs.ShouldBe(["get", "list"]);
        kind.SelectableFields.ShouldBe(["spec.owner", "status.open"]);
        kind.Subresources[0].ShouldSatisfyAllConditions(
            s => s.Name.ShouldBe("status"),
            s => s.Kind.ShouldBe(new("example.com", "v1", "Shop")),
            s => s.Verbs.ShouldBe(["get", "patch", "update"]));
        kind.Subresources[1].Kind.ShouldBe(new("autoscaling", "v1", "Scale"));
        kind.Columns[0].ShouldBe(new("Name", "string", "name", "The \"name\".", 0, ".metadata.name"));
        kind.Columns[1].ShouldBe(new("Open", "boolean", "", "", 1, ""));
    }

    [Fact]
    public void Parse_Fields_HaveTheirFlags()
    {
        var spec = Load().FindType("com.example.shop.v1.ShopSpec").ShouldNotBeNull();

        var count = spec.Find("count").ShouldNotBeNull();
        count.Pointer.ShouldBeTrue();
        count.Default.ShouldNotBeNull().GetValue<int>().ShouldBe(3);
        count.ProtobufType.ShouldBe("int32");
        var goods = spec.Find("goods").ShouldNotBeNull();
        goods.Required.ShouldBeTrue();
        goods.Description.ShouldBe("What is there.");
        goods.Schema.ListType.ShouldBe(ListType.Map);
        goods.Schema.ListMapKeys.ShouldBe(["name", "kind"]);
        goods.PatchStrategy.ShouldBe("merge,retainKeys");
        goods.PatchMergeKey.ShouldBe("name");
        goods.ProtobufNumber.ShouldBe(2);
        var prices = spec.Find("prices").ShouldNotBeNull();
        prices.Schema.Type.ShouldBe(SchemaType.Map);
        prices.Schema.AtomicMap.ShouldBeTrue();
        prices.Schema.Element!.Type.ShouldBe(SchemaType.Quantity);
    }

    [Fact]
    public void Parse_Body_IsAKindButNoResource()
    {
        var library = Load();

        library.FindKind(new("example.com", "v1", "Visit")).ShouldNotBeNull().Plural.ShouldBeEmpty();
        library.Kinds.Select(k => k.Kind.Kind).ShouldBe(["Shop"]);
    }

    [Fact]
    public void Apply_Fill_IsGivenToMissingAndEmptyFields()
    {
        var schema = Load().FindType("com.example.shop.v1.ShopSpec").ShouldNotBeNull();
        var obj = new System.Text.Json.Nodes.JsonObject { ["sort"] = "" };

        Defaulter.Apply(obj, schema);

        obj.ToJsonString().ShouldBe("""{"count":3,"sort":"any"}""");
    }

    [Fact]
    public void Parse_InlineMessage_StandsBesideItsFlattenedFields()
    {
        var shop = Load().FindType("com.example.shop.v1.Shop").ShouldNotBeNull();

        shop.Description.ShouldBe("Where things are sold.");
        shop.Fields.Select(f => f.Name).ShouldBe(["kind", "apiVersion", "spec", "shelf", "place", "street", "zip"]);
        shop.Find("place").ShouldBeNull();
        shop.Fields[4].Inline.ShouldBeTrue();
        shop.Fields[4].ProtobufNumber.ShouldBe(3);
        shop.Find("street").ShouldNotBeNull().ProtobufNumber.ShouldBe(0);
        shop.Find("zip").ShouldNotBeNull().Zero.ShouldNotBeNull().GetValue<long>().ShouldBe(0);
    }

    [Fact]
    public void FindType_Recursive_RefersToItself()
    {
        var shelf = Load().FindType("com.example.shop.v1.Shelf").ShouldNotBeNull();

        shelf.AtomicMap.ShouldBeTrue();
        shelf.Find("above").ShouldNotBeNull().Schema.ShouldBeSameAs(shelf);
    }

    [Fact]
    public void Freeze_ThenParse_IsRefused()
    {
        var library = Load();
        library.Freeze();

        Should.Throw<InvalidOperationException>(() => SchemaFile.Parse("group a v1 x.a.v1", library));
    }

    [Fact]
    public void Load_AllFiles_EveryTypeResolves()
    {
        var types = TestLibrary.All.Files.SelectMany(f => f.TypeNames.Select(n => f.FindType(n).ShouldNotBeNull())).ToList();

        types.Count.ShouldBeGreaterThan(600);
        types.ShouldAllBe(t => t.Fields.Count >= 0);
    }

    [Fact]
    public void Load_AllFiles_NumbersAreUniqueWithinAType()
    {
        foreach (var type in TestLibrary.All.Files.SelectMany(f => f.TypeNames.Select(n => f.FindType(n)!)))
        {
            var numbers = type.Fields.Where(f => f.ProtobufNumber > 0).Select(f => f.ProtobufNumber).ToList();
            numbers.ShouldBeUnique(type.Name!);
        }
    }

    [Fact]
    public void FindType_SharedBody_IsFoundUnderAnyGroupVersion()
    {
        TestLibrary.All.FindBody(new("apps", "v1", "DeleteOptions")).ShouldNotBeNull().Name.ShouldNotBeNull().ShouldEndWith("meta.v1.DeleteOptions");
        TestLibrary.All.FindBody(new("", "v1", "PodList")).ShouldNotBeNull();
        TestLibrary.All.FindBody(new("", "v1", "Nothing")).ShouldBeNull();
    }

    [Fact]
    public void Kinds_EveryOne_HasListTypeUnlessItIsOnlyCreated()
    {
        TestLibrary.All.Kinds.Count.ShouldBeGreaterThan(60);
        foreach (var kind in TestLibrary.All.Kinds.Where(k => k.Verbs.Contains("list", StringComparer.Ordinal)))
        {
            TestLibrary.All.FindBody(kind.Kind with { Kind = kind.ListKind }).ShouldNotBeNull(kind.ListKind);
        }
    }

    private static SchemaLibrary Load()
    {
        var library = new SchemaLibrary();
        SchemaFile.Parse(Text, library);
        return library;
    }
}
