using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.OpenApi;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Tests.Schemas;

namespace Outrigger.ApiMachinery.Tests.OpenApi;

public sealed class OpenApiV3BuilderTests
{
    private const string Shops = "/apis/shop.example.com/v1/namespaces/{namespace}/shops";

    [Fact]
    public void Build_CustomKind_HasThePathsOfItsVerbs()
    {
        var paths = Custom()["paths"]!.AsObject();

        paths.Select(p => p.Key).ShouldBe([Shops, $"{Shops}/{{name}}", $"{Shops}/{{name}}/status", "/apis/shop.example.com/v1/shops"]);
        Methods(paths, Shops).ShouldBe(["get", "post", "delete", "parameters"]);
        Methods(paths, $"{Shops}/{{name}}").ShouldBe(["get", "put", "delete", "patch", "parameters"]);
        Methods(paths, $"{Shops}/{{name}}/status").ShouldBe(["get", "patch", "put", "parameters"], ignoreOrder: true);
        Methods(paths, "/apis/shop.example.com/v1/shops").ShouldBe(["get", "parameters"]);
    }

    [Theory]
    [InlineData(Shops, "get", "list")]
    [InlineData(Shops, "post", "post")]
    [InlineData(Shops, "delete", "deletecollection")]
    [InlineData(Shops + "/{name}", "put", "put")]
    [InlineData(Shops + "/{name}", "patch", "patch")]
    [InlineData("/apis/shop.example.com/v1/shops", "get", "list")]
    public void Build_Operation_NamesActionAndKind(string path, string method, string action)
    {
        var operation = Custom()["paths"]![path]![method]!;

        operation["x-kubernetes-action"]!.GetValue<string>().ShouldBe(action);
        operation["x-kubernetes-group-version-kind"]!.ToJsonString().ShouldBe("""{"group":"shop.example.com","kind":"Shop","version":"v1"}""");
    }

    [Fact]
    public void Build_CustomKind_TakesThePatchesOfCustomKinds()
    {
        var patch = Custom()["paths"]![$"{Shops}/{{name}}"]!["patch"]!;

        patch["requestBody"]!["content"]!.AsObject().Select(p => p.Key)
            .ShouldBe(["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"]);
        patch["parameters"]!.AsArray().Select(p => p!["name"]!.GetValue<string>()).ShouldBe(["dryRun", "fieldManager", "fieldValidation", "force"]);
    }

    [Fact]
    public void Build_CustomKind_DescribesItsSchema()
    {
        var schemas = Custom()["components"]!["schemas"]!;
        var shop = schemas["com.example.shop.v1.Shop"]!;

        shop.AsObject().Select(p => p.Key).ShouldBe(["type", "required", "properties", "x-kubernetes-group-version-kind"]);
        var spec = shop["properties"]!["spec"]!["properties"]!;
        spec["count"]!.ToJsonString().ShouldBe("""{"type":"integer","format":"int32","minimum":0,"maximum":10,"default":1}""");
        spec["limits"]!.ToJsonString().ShouldBe("""{"type":"object","additionalProperties":{"type":"string"}}""");
        spec["tags"]!.ToJsonString().ShouldBe("""{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"set"}""");
        spec["ports"]!["x-kubernetes-list-map-keys"]!.ToJsonString().ShouldBe("""["name"]""");
        spec["phase"]!["enum"]!.ToJsonString().ShouldBe("""["On","Off"]""");
        spec["free"]!["x-kubernetes-preserve-unknown-fields"]!.GetValue<bool>().ShouldBeTrue();
        var list = schemas["com.example.shop.v1.ShopList"]!;
        list["required"]!.ToJsonString().ShouldBe("""["items"]""");
        list["properties"]!["items"]!["items"]!.ToJsonString().ShouldBe("""{"$ref":"#/components/schemas/com.example.shop.v1.Shop"}""");
        list["properties"]!["metadata"]!["allOf"]![0]!["$ref"]!.GetValue<string>().ShouldEndWith("meta.v1.ListMeta");
        list["x-kubernetes-group-version-kind"]![0]!["kind"]!.GetValue<string>().ShouldBe("ShopList");
    }

    [Fact]
    public void Build_BuiltInGroup_KeepsWhatClientsMergeBy()
    {
        var schemas = Core()["components"]!["schemas"]!;

        var ports = schemas["io.k8s.api.core.v1.ServiceSpec"]!["properties"]!["ports"]!;
        ports["x-kubernetes-patch-merge-key"]!.GetValue<string>().ShouldBe("port");
        ports["x-kubernetes-patch-strategy"]!.GetValue<string>().ShouldBe("merge");
        ports["x-kubernetes-list-map-keys"]!.ToJsonString().ShouldBe("""["port","protocol"]""");
        schemas["io.k8s.api.core.v1.Pod"]!["properties"]!["spec"]!["allOf"]!.ToJsonString()
            .ShouldBe("""[{"$ref":"#/components/schemas/io.k8s.api.core.v1.PodSpec"}]""");
        schemas["io.k8s.api.core.v1.Container"]!["properties"]!["name"]!["default"]!.GetValue<string>().ShouldBe("");
        schemas["io.k8s.api.core.v1.ResourceRequirements"]!["properties"]!["limits"]!["additionalProperties"]!["$ref"]!.GetValue<string>()
            .ShouldBe("#/components/schemas/io.k8s.apimachinery.pkg.api.resource.Quantity");
        schemas["io.k8s.api.core.v1.LocalObjectReference"]!["x-kubernetes-map-type"]!.GetValue<string>().ShouldBe("atomic");
    }

    [Fact]
    public void Build_EveryGroup_ResolvesItsReferences()
    {
        foreach (var group in TestLibrary.All.Kinds.GroupBy(k => k.Kind.GroupVersion))
        {
            var document = Build(group.Key, [.. group]);
            var schemas = document["components"]!["schemas"]!.AsObject();
            foreach (var reference in References(document))
            {
                schemas.ContainsKey(reference["#/components/schemas/".Length..]).ShouldBeTrue($"{group.Key}: {reference}");
            }
        }
    }

    [Fact]
    public void Build_Twice_HasTheSameHash()
    {
        var builder = new OpenApiV3Builder(TestLibrary.All);
        var kinds = TestLibrary.All.Kinds.Where(k => k.Kind.Group is "apps").ToList();

        var hash = builder.Build(new("apps", "v1"), kinds, "v1").Hash;

        hash.Length.ShouldBe(128);
        builder.Build(new("apps", "v1"), [.. kinds.AsEnumerable().Reverse()], "v1").Hash.ShouldBe(hash);
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject obj => obj.SelectMany(p => p.Key is "$ref" && p.Value is JsonValue text ? [text.GetValue<string>()] : References(p.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };

    private static IEnumerable<string> Methods(JsonObject paths, string path) => paths[path]!.AsObject().Select(p => p.Key);

    private static JsonNode Core() => Build(new("", "v1"), [.. TestLibrary.All.Kinds.Where(k => k.Kind.GroupVersion == new GroupVersion("", "v1"))]);

    private static JsonNode Custom()
    {
        var kind = new GroupVersionKind("shop.example.com", "v1", "Shop");
        return Build(kind.GroupVersion, [new KindDefinition
        {
            Kind = kind with { Group = "shop.example.com" },
            ListKind = "ShopList",
            Plural = "shops",
            Singular = "shop",
            Namespaced = true,
            Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
            Schema = ShopSchema.Make(),
            Subresources = [new("status", kind, ["get", "patch", "update"])],
        }]);
    }

    private static JsonNode Build(GroupVersion owner, IReadOnlyList<KindDefinition> kinds) =>
        JsonNode.Parse(new OpenApiV3Builder(TestLibrary.All).Build(owner, kinds, "v1").Read())!;
}
