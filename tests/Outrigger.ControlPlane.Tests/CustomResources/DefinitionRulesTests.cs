using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.CustomResources.Definitions;
using Outrigger.ControlPlane.CustomResources.Rules;

namespace Outrigger.ControlPlane.Tests.CustomResources;

public sealed class DefinitionRulesTests
{
    private const string Root = "spec.versions[0].schema.openAPIV3Schema";

    [Fact]
    public void Check_GoodDefinition_FindsNothing() => Faults(_ => { }).ShouldBeEmpty();

    [Fact]
    public void Check_WrongName_TellsTheRule() => Faults(crd => crd["metadata"]!["name"] = "other.example.com")
        .ShouldBe(["""metadata.name: Invalid value: "other.example.com": must be spec.names.plural+"."+spec.group"""]);

    [Fact]
    public void Check_NoStorageVersion_IsRefused() => Faults(crd => crd["spec"]!["versions"]![0]!["storage"] = false)
        .ShouldContain(f => f.EndsWith("must have exactly one version marked as storage version"));

    [Fact]
    public void Check_NoSchema_IsRequired() => Faults(crd => crd["spec"]!["versions"]![0]!.AsObject().Remove("schema"))
        .ShouldBe([$"{Root}: Required value"]);

    [Theory]
    [InlineData("""{"properties":{}}""", $"{Root}.type: Required value: must not be empty at the root")]
    [InlineData("""{"type":"object","nullable":true}""", $"{Root}.nullable: Forbidden: nullable cannot be true at the root")]
    [InlineData("""{"type":"object","properties":{"a":{}}}""", $"{Root}.properties[a].type: Required value: must not be empty for specified object fields")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array"}}}""", $"{Root}.properties[a].items: Required value: must be specified")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"text"}}}""",
        $"""{Root}.properties[a].type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string" """)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","uniqueItems":true,"items":{"type":"string"}}}}""",
        $"{Root}.properties[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","pattern":"("}}}""",
        $"""{Root}.properties[a].pattern: Invalid value: "(": must be a valid regular expression, but isn't: """)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","default":1}}}""",
        $"""{Root}.properties[a].default: Invalid value: "integer": {Root}.properties[a].default in body must be of type string: "integer" """)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","default":{"x":1}}}}""",
        $$"""{{Root}}.properties[a].default: Invalid value: {"x":1}: must not have unknown fields""")]
    [InlineData("""{"type":"object","properties":{"metadata":{"type":"object","properties":{"labels":{"type":"object"}}}}}""",
        $"{Root}.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer","anyOf":[{"type":"integer","minimum":1}]}}}""",
        $"{Root}.properties[a].anyOf[0].type: Forbidden: must be empty to be structural")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","oneOf":[{"properties":{"b":{"minimum":1}}}]}},"oneOf":[{"properties":{"c":{"minimum":1}}}]}""",
        $"{Root}.properties[c]: Required value: because it is defined in {Root}.oneOf[0].properties[c]")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],"items":{"type":"object","properties":{"k":{"type":"string"}}}}}}""",
        $"{Root}.properties[a].items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property")]
    public void Check_BadSchema_IsRefused(string schema, string expected) =>
        Faults(crd => crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"] = JsonNode.Parse(schema))
            .ShouldContain(f => f.StartsWith(expected.Trim()));

    [Fact]
    public void Check_LongFormOfIntOrString_IsFine() => Faults(crd => crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"] = JsonNode.Parse(
        """{"type":"object","properties":{"p":{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]}}}"""))
        .ShouldBeEmpty();

    [Fact]
    public void Check_ScaleOutsideStatus_IsRefused() => Faults(crd => crd["spec"]!["versions"]![0]!["subresources"] = JsonNode.Parse(
        """{"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".spec.replicas"}}"""))
        .ShouldBe(["""spec.versions[0].subresources.scale.statusReplicasPath: Invalid value: ".spec.replicas": should be a json path under .status"""]);

    [Fact]
    public void Check_KubernetesGroup_NeedsApproval() => Faults(crd =>
    {
        crd["metadata"]!["name"] = "gadgets.x.k8s.io";
        crd["spec"]!["group"] = "x.k8s.io";
    }).ShouldBe(
        ["metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation " +
            "\"api-approved.kubernetes.io\", see https://github.com/kubernetes/enhancements/pull/1111"]);

    [Fact]
    public void Check_ScopeOfEstablishedDefinition_IsImmutable()
    {
        var old = Crd();
        old["status"]!["conditions"] = JsonNode.Parse("""[{"type":"Established","status":"True"}]""");
        var crd = (JsonObject)old.DeepClone();
        crd["spec"]!["scope"] = "Namespaced";
        var errors = new List<FieldError>();

        DefinitionRules.Check(new Definition(crd), new Definition(old), errors);

        errors.Select(e => e.ToString()).ShouldBe(["spec.scope: Invalid value: \"Namespaced\": field is immutable"]);
    }

    [Fact]
    public void Warnings_OddFormats_AreTold()
    {
        var crd = Crd();
        crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"] = JsonNode.Parse(
            """{"a":{"type":"string","format":"secret","x-kubernetes-validations":[{"rule":"self != ''"}]}}""");

        SchemaWarnings.Of(new Definition(crd), null).ShouldBe(["unrecognized format \"secret\""]);
    }

    private static List<string> Faults(Action<JsonObject> edit)
    {
        var crd = Crd();
        edit(crd);
        var errors = new List<FieldError>();
        DefinitionRules.Check(new Definition(crd), null, errors);
        return [.. errors.Select(e => e.ToString())];
    }

    private static JsonObject Crd() => (JsonObject)JsonNode.Parse(
        """
        {"metadata":{"name":"gadgets.example.com"},
         "spec":{"group":"example.com","scope":"Cluster","conversion":{"strategy":"None"},
          "names":{"plural":"gadgets","singular":"gadget","kind":"Gadget","listKind":"GadgetList"},
          "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]},
         "status":{"storedVersions":["v1"]}}
        """)!;
}
