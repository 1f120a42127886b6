using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Strategies;
using Outrigger.Registry.Typed;

namespace Outrigger.Registry.Tests.Typed;

public sealed class TypedStrategyTests
{
    private static readonly OperationContext Context = new()
    {
        User = UserInfo.Anonymous,
        Resource = new GroupVersionResource("test.example.com", "v1", "gadgets"),
        Now = DateTimeOffset.UnixEpoch,
    };

    private readonly ResourceStrategy strategy = TypedResource.Model(
        new TypedOptions<Gadget> { Strategy = new GadgetStrategy() }, new Schema { Type = SchemaType.Object }, AdmissionChain.None, TimeProvider.System).Strategy;

    private static JsonObject Object(int replicas) => new()
    {
        ["apiVersion"] = "test.example.com/v1",
        ["kind"] = "Gadget",
        ["metadata"] = new JsonObject { ["name"] = "a", ["uid"] = "u", ["managedFields"] = new JsonArray() },
        ["spec"] = new JsonObject { ["replicas"] = replicas },
    };

    [Fact]
    public void Default_OfTypedStrategy_ChangesTheTree()
    {
        var obj = Object(3);
        strategy.Default(obj);
        ((string?)obj["spec"]!["color"]).ShouldBe("green");
        ((string?)obj["metadata"]!["labels"]!["seen"]).ShouldBe("yes");
    }

    [Fact]
    public void Default_OfTypedStrategy_LeavesSystemMetadataAlone()
    {
        var obj = Object(3);
        strategy.Default(obj);
        ((string?)obj["metadata"]!["uid"]).ShouldBe("u");
        obj["metadata"]!["managedFields"].ShouldNotBeNull();
        ((string?)obj["kind"]).ShouldBe("Gadget");
    }

    [Fact]
    public void PrepareForCreate_SetsMembersToNull_TakesThemAwayAndLeavesTheRest()
    {
        var obj = Object(3);
        obj["status"] = new JsonObject { ["ready"] = 1 };
        obj["more"] = 1;
        obj["metadata"]!["annotations"] = new JsonObject { ["a"] = "b" };
        obj["metadata"]!["finalizers"] = new JsonArray("f");
        strategy.PrepareForCreate(Context, obj);
        obj.ContainsKey("status").ShouldBeFalse();
        obj.ContainsKey("more").ShouldBeTrue("the class does not know it");
        obj["metadata"]!.AsObject().Select(m => m.Key).ShouldBe(["name", "uid", "managedFields", "finalizers"]);
    }

    [Fact]
    public void Validate_OfTypedStrategy_CollectsFieldErrors()
    {
        var errors = new List<FieldError>();
        strategy.Validate(Context, Object(50), errors);
        errors.ShouldHaveSingleItem().ToString().ShouldBe("spec.replicas: Invalid value: 50: too many for a gadget");
    }

    [Fact]
    public void ValidateUpdate_NotOverridden_ChecksLikeACreate()
    {
        var errors = new List<FieldError>();
        strategy.ValidateUpdate(Context, Object(50), Object(1), errors);
        errors.Count.ShouldBe(1);
    }

    [Fact]
    public void Validate_RefusalOfTheUser_ReachesTheClientAsItIs() =>
        Should.Throw<StatusException>(() => strategy.Validate(Context, Object(1000), [])).Status.Code.ShouldBe(400);

    [Fact]
    public void Validate_ObjectOfAnotherShape_IsABadRequest()
    {
        var obj = Object(1);
        obj["spec"] = "text";
        Should.Throw<StatusException>(() => strategy.Validate(Context, obj, [])).Status.Code.ShouldBe(400);
    }

    private sealed class GadgetStrategy : TypedStrategy<Gadget>
    {
        public override void Default(Gadget obj)
        {
            obj.Spec.Color ??= "green";
            obj.Metadata.Labels = new Dictionary<string, string> { ["seen"] = "yes" };
        }

        public override void PrepareForCreate(OperationContext context, Gadget obj)
        {
            obj.Status = null;
            obj.Metadata.Annotations = null;
        }

        public override void Validate(Gadget obj, FieldErrors errors)
        {
            if (obj.Spec.Replicas > 500)
            {
                throw ApiErrors.BadRequest("no");
            }

            if (obj.Spec.Replicas > 20)
            {
                errors.Invalid("spec.replicas", obj.Spec.Replicas, "too many for a gadget");
            }
        }
    }
}
