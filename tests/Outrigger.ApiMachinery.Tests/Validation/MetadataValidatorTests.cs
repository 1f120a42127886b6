using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ApiMachinery.Tests.Validation;

public sealed class MetadataValidatorTests
{
    [Theory]
    [InlineData("""{"name":"a","namespace":"n","labels":{"a":"b"},"annotations":{"A.b/C":"anything\n"},"finalizers":["x.y/z"]}""", true, "")]
    [InlineData("""{"name":"a"}""", false, "")]
    [InlineData("""{}""", false, "metadata.name: Required value: name or generateName is required")]
    [InlineData("""{"name":"a"}""", true, "metadata.namespace: Required value")]
    [InlineData("""{"name":"a","namespace":"n"}""", false, "metadata.namespace: Forbidden: not allowed on this type")]
    [InlineData("""{"name":"a","namespace":"a.b"}""", true, "metadata.namespace: Invalid value: \"a.b\": must not contain dots")]
    [InlineData("""{"name":"a","generation":-1}""", false, "metadata.generation: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("""{"name":"a","labels":{"a":"b/c","x/y/z":""}}""", false, "metadata.labels|metadata.labels")]
    [InlineData("""{"name":"a","finalizers":["orphan","foregroundDeletion"]}""", false, "metadata.finalizers: Invalid value: [\"orphan\",\"foregroundDeletion\"]: finalizer orphan and foregroundDeletion cannot be both set")]
    [InlineData("""{"name":"a","finalizers":["-"]}""", false, "metadata.finalizers")]
    [InlineData("""{"name":"a","ownerReferences":[{"apiVersion":"","kind":"","name":"","uid":""}]}""", false, "metadata.ownerReferences.apiVersion: Invalid value: \"\": version must not be empty|metadata.ownerReferences.kind: Invalid value: \"\": must not be empty|metadata.ownerReferences.name: Invalid value: \"\": must not be empty|metadata.ownerReferences.uid: Invalid value: \"\": must not be empty")]
    [InlineData("""{"name":"a","ownerReferences":[{"apiVersion":"v1","kind":"Event","name":"e","uid":"u"}]}""", false, "metadata.ownerReferences: Invalid value: {\"apiVersion\":\"v1\",\"kind\":\"Event\",\"name\":\"e\",\"uid\":\"u\"}: /v1, Kind=Event is disallowed from being an owner")]
    [InlineData("""{"name":"a","managedFields":[{"manager":"m","operation":"Delete","fieldsType":"V2"}]}""", false, "metadata.managedFields[0].operation: Invalid value: \"Delete\": must be `Apply` or `Update`|metadata.managedFields[0].fieldsType: Invalid value: \"V2\": must be `FieldsV1`")]
    public void Validate_Cases(string metadata, bool namespaced, string expected)
    {
        var errors = new List<FieldError>();
        MetadataValidator.Validate(JsonNode.Parse(metadata)!.AsObject(), namespaced, NameRules.DnsSubdomain, errors);
        Compare(errors, expected);
    }

    [Fact]
    public void Validate_TwoControllers_NamesBoth()
    {
        var errors = new List<FieldError>();
        var reference = """{"apiVersion":"v1","kind":"K","name":"o","uid":"u","controller":true}""";
        var metadata = JsonNode.Parse($$"""{"name":"a","ownerReferences":[{{reference}},{{reference}}]}""")!.AsObject();
        MetadataValidator.Validate(metadata, false, NameRules.DnsSubdomain, errors);
        errors.Single().Detail.ShouldBe("Only one reference can have Controller set to true. Found \"true\" in references for K/o and K/o");
    }

    [Fact]
    public void Validate_LargeAnnotations_AreTooLong()
    {
        var errors = new List<FieldError>();
        MetadataValidator.ValidateAnnotations([new("a", new string('x', MetadataValidator.AnnotationsLimit - 1))], "metadata.annotations", errors);
        errors.ShouldBeEmpty();
        MetadataValidator.ValidateAnnotations([new("a", new string('x', MetadataValidator.AnnotationsLimit))], "metadata.annotations", errors);
        errors.Single().ToString().ShouldBe("metadata.annotations: Too long: may not be more than 262144 bytes");
    }

    [Theory]
    [InlineData("""{}""", """{}""", "")]
    [InlineData("""{"resourceVersion":""}""", """{}""", "metadata.resourceVersion: Invalid value: \"\": must be specified for an update")]
    [InlineData("""{"uid":"v"}""", """{"uid":"u"}""", "metadata.uid: Invalid value: \"v\": field is immutable")]
    [InlineData("""{"name":"v"}""", """{}""", "metadata.name: Invalid value: \"v\": field is immutable")]
    [InlineData("""{"namespace":"v"}""", """{}""", "metadata.namespace: Invalid value: \"v\": field is immutable")]
    [InlineData("""{"generation":1}""", """{"generation":2}""", "metadata.generation: Invalid value: 1: must not be decremented")]
    [InlineData("""{"creationTimestamp":null}""", """{"creationTimestamp":"2024-01-01T00:00:00Z"}""", "metadata.creationTimestamp: Invalid value: null: field is immutable")]
    [InlineData("""{"deletionTimestamp":"2024-01-01T00:00:00Z"}""", """{}""", "metadata.deletionTimestamp: Invalid value: \"2024-01-01T00:00:00Z\": field is immutable")]
    [InlineData("""{"deletionGracePeriodSeconds":3}""", """{}""", "metadata.deletionGracePeriodSeconds: Invalid value: 3: field is immutable")]
    [InlineData("""{"finalizers":["b/b","a/a"]}""", """{"finalizers":[]}""", "")]
    [InlineData("""{"deletionTimestamp":"2024-01-01T00:00:00Z","finalizers":["b/b","a/a","c/c"]}""", """{"deletionTimestamp":"2024-01-01T00:00:00Z","finalizers":["c/c"]}""", "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"a/a\", \"b/b\"}")]
    public void ValidateUpdate_Cases(string now, string before, string expected)
    {
        var metadata = JsonNode.Parse(now)!.AsObject();
        metadata.TryAdd("resourceVersion", "1");
        var errors = new List<FieldError>();
        MetadataValidator.ValidateUpdate(metadata, JsonNode.Parse(before)!.AsObject(), errors);
        Compare(errors, expected);
    }

    [Fact]
    public void ManagerNames_ControlCharacter_IsRefused()
    {
        var errors = new List<FieldError>();
        ManagerNames.Validate("a\u0007é", "fieldManager", errors);
        ManagerNames.Validate(new string('x', 129), "fieldManager", errors);
        errors.Select(e => e.ToString()).ShouldBe([
            "fieldManager: Invalid value: \"a\\aé\": invalid character U+0007 (at position 1)",
            "fieldManager: Too long: may not be more than 128 bytes"]);
    }

    private static void Compare(List<FieldError> errors, string expected)
    {
        var texts = expected.Length == 0 ? [] : expected.Split('|');
        errors.Count.ShouldBe(texts.Length, string.Join('\n', errors));
        foreach (var (error, text) in errors.Zip(texts))
        {
            error.ToString().ShouldStartWith(text);
        }
    }
}
