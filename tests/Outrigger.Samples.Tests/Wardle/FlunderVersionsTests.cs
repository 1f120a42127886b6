using Outrigger.ApiMachinery.Errors;
using WardleApiServer;
using V1Alpha1 = WardleApiServer.V1Alpha1;
using V1Beta1 = WardleApiServer.V1Beta1;

namespace Outrigger.Samples.Tests.Wardle;

public sealed class FlunderVersionsTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("a", "Flunder")]
    [InlineData("a", "Fischer")]
    public void Stored_ByWayOfV1Beta1_IsTheSame(string? reference, string? type)
    {
        var stored = new V1Alpha1.Flunder { Spec = new() { Reference = reference, ReferenceType = type } };

        var back = FlunderVersions.ToAlpha(FlunderVersions.FromAlpha(stored));

        (back.Spec.Reference, back.Spec.ReferenceType).ShouldBe((reference, type));
    }

    [Fact]
    public void FromAlpha_HasAFieldForEachType()
    {
        var flunder = FlunderVersions.FromAlpha(new() { Spec = new() { Reference = "a", ReferenceType = "Flunder" } }).Spec;
        var fischer = FlunderVersions.FromAlpha(new() { Spec = new() { Reference = "a", ReferenceType = "Fischer" } }).Spec;

        (flunder.FlunderReference, flunder.FischerReference).ShouldBe(("a", null));
        (fischer.FlunderReference, fischer.FischerReference).ShouldBe((null, "a"));
    }

    [Theory]
    [InlineData("a", "b", "Flunder", "spec.fischerReference: Invalid value: \"b\": cannot be set with flunderReference at the same time")]
    [InlineData("a", null, null, "spec.flunderReference: Invalid value: \"a\": cannot be set if referenceType is not Flunder")]
    [InlineData(null, "a", "Flunder", "spec.fischerReference: Invalid value: \"a\": cannot be set if referenceType is not Fischer")]
    [InlineData(null, null, "Fischer", "spec.fischerReference: Invalid value: \"\": cannot be empty if referenceType is Fischer")]
    [InlineData(null, null, "Flunder", "spec.flunderReference: Invalid value: \"\": cannot be empty if referenceType is Flunder")]
    [InlineData(null, null, "Other", "spec.referenceType: Invalid value: \"Other\": must be Flunder or Fischer")]
    public void ToAlpha_OfContradiction_IsRefused(string? flunder, string? fischer, string? type, string message)
    {
        var contradiction = new V1Beta1.Flunder { Spec = new() { FlunderReference = flunder, FischerReference = fischer, ReferenceType = type } };

        var refused = Should.Throw<StatusException>(() => FlunderVersions.ToAlpha(contradiction));

        refused.Status.Code.ShouldBe(422);
        refused.Status.Message.ShouldContain(message);
    }
}
