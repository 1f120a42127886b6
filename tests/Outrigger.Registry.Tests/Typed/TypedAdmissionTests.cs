using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Models;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Typed;

namespace Outrigger.Registry.Tests.Typed;

public sealed class TypedAdmissionTests
{
    private static readonly ResourceModel Model = TypedResource.Model(
        new TypedOptions<Box>
        {
            Versions =
            [
                new TypedVersionOf<BoxV1Alpha1, Box>(
                    old => new Box { Spec = new BoxSpec { Width = old.Size[0] - '0', Height = old.Size[2] - '0', Note = old.Note } },
                    box => new BoxV1Alpha1 { Size = $"{box.Spec.Width}x{box.Spec.Height}", Note = box.Spec.Note }),
            ],
        },
        new Schema { Type = SchemaType.Object },
        AdmissionChain.None,
        TimeProvider.System);

    private readonly SquarePlugin plugin = new();

    private IAdmissionPlugin Untyped => plugin;

    [Theory]
    [InlineData("v1", """{"metadata":{"name":"a","labels":{"k":"v"}},"spec":{"width":2,"height":2}}""", """{"metadata":{"name":"a","labels":{"k":"v"}},"spec":{"width":2,"height":2,"note":"seen by ann"}}""")]
    [InlineData("v1alpha1", """{"metadata":{"name":"a"},"size":"2x2"}""", """{"metadata":{"name":"a"},"size":"2x2","note":"seen by ann"}""")]
    public async Task Mutate_OfEachVersion_ChangesTheObject(string version, string body, string changed)
    {
        var request = Request(version, body, null);
        await Untyped.MutateAsync(request, CancellationToken.None);
        request.Object!.Remove("apiVersion");
        request.Object.Remove("kind");
        JsonNode.DeepEquals(request.Object, JsonNode.Parse(changed)).ShouldBeTrue(request.Object.ToJsonString());
    }

    [Theory]
    [InlineData("v1", """{"metadata":{"name":"a"},"spec":{"width":2,"height":3}}""")]
    [InlineData("v1alpha1", """{"metadata":{"name":"a"},"size":"2x3"}""")]
    public async Task Validate_OfEachVersion_RefusesWithTheField(string version, string body)
    {
        Untyped.Handles(Request(version, body, null)).ShouldBeTrue();
        var refused = await Should.ThrowAsync<StatusException>(async () => await Untyped.ValidateAsync(Request(version, body, null), CancellationToken.None));
        refused.Status.Code.ShouldBe(422);
        refused.Status.Details!.Causes![0].Field.ShouldBe("spec.height");
    }

    [Theory]
    [InlineData("v1", """{"metadata":{"name":"a"},"spec":{"width":2,"height":3}}""")]
    [InlineData("v1alpha1", """{"metadata":{"name":"a"},"size":"2x3"}""")]
    public async Task Validate_Update_SeesTheOldObjectAndWarns(string version, string body)
    {
        var request = Request(version, body, body);
        await Untyped.ValidateAsync(request, CancellationToken.None);
        request.Context.Warnings.Texts.ShouldBe(["it was no square before"]);
    }

    [Fact]
    public void Handles_DeleteStatusAndOtherKinds_No()
    {
        Untyped.Handles(Request("v1", "{}", null, AdmissionOperation.Delete)).ShouldBeFalse();
        Untyped.Handles(Request("v1", "{}", null, subresource: "status")).ShouldBeFalse();
        var other = new AdmissionRequest(AdmissionOperation.Create, Context("v1", ""), new GroupVersionKind("test.example.com", "v1", "Bag"), [], null);
        Untyped.Handles(other).ShouldBeFalse();
        plugin.Name.ShouldBe("SquarePlugin");
    }

    private static AdmissionRequest Request(
        string version, string body, string? old, AdmissionOperation operation = AdmissionOperation.Create, string subresource = "")
    {
        var kind = new GroupVersionKind("test.example.com", version, "Box");
        return new AdmissionRequest(operation, Context(version, subresource), kind, Tree(body), old is null ? null : () => Tree(old))
        {
            Forms = new AdmissionForms(Model.Kinds, (target, obj, cancel) => Model.Convert(obj, target, cancel)),
        };

        JsonObject Tree(string text)
        {
            var tree = (JsonObject)JsonNode.Parse(text)!;
            tree["apiVersion"] = $"test.example.com/{version}";
            tree["kind"] = "Box";
            return tree;
        }
    }

    private static OperationContext Context(string version, string subresource) => new()
    {
        User = new UserInfo("ann", []),
        Resource = new GroupVersionResource("test.example.com", version, "boxes"),
        Subresource = subresource,
        Name = "a",
        Now = TimeProvider.System.GetUtcNow(),
    };

    private sealed class SquarePlugin : TypedAdmission<Box>
    {
        public override ValueTask MutateAsync(TypedAdmissionRequest<Box> request, CancellationToken cancellationToken)
        {
            request.Object!.Spec.Note = $"seen by {request.User.Name}";
            return ValueTask.CompletedTask;
        }

        public override ValueTask ValidateAsync(TypedAdmissionRequest<Box> request, FieldErrors errors, CancellationToken cancellationToken)
        {
            var spec = request.Object!.Spec;
            if (request.OldObject is { } old && old.Spec.Width != old.Spec.Height)
            {
                request.Warn("it was no square before");
            }
            else if (spec.Width != spec.Height)
            {
                errors.Invalid("spec.height", spec.Height, "must be the width");
            }

            return ValueTask.CompletedTask;
        }
    }
}
