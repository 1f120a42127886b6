using Outrigger.Registry.Typed;
using WardleApiServer.Rules;

namespace WardleApiServer;

/// <summary>The versions of a flunder: v1alpha1 is stored; v1beta1 has a field for each type of reference.</summary>
public static class FlunderVersions
{
    public static TypedOptions<V1Alpha1.Flunder> All { get; } = new()
    {
        Strategy = new FlunderStrategy(),
        Versions = [new TypedVersionOf<V1Beta1.Flunder, V1Alpha1.Flunder>(ToAlpha, FromAlpha)],
    };

    /// <summary>What is to be stored. A StatusException when the references contradict each other.</summary>
    public static V1Alpha1.Flunder ToAlpha(V1Beta1.Flunder flunder)
    {
        var spec = flunder.Spec;
        SpecRules.Require(flunder.Metadata.Name ?? "", spec.FlunderReference, spec.FischerReference, spec.ReferenceType);
        return new V1Alpha1.Flunder
        {
            Spec = new V1Alpha1.FlunderSpec
            {
                Reference = spec.ReferenceType == SpecRules.Fischer ? spec.FischerReference : spec.FlunderReference,
                ReferenceType = spec.ReferenceType,
            },
        };
    }

    /// <summary>What is stored, as v1beta1.</summary>
    public static V1Beta1.Flunder FromAlpha(V1Alpha1.Flunder flunder)
    {
        var spec = flunder.Spec;
        return new V1Beta1.Flunder
        {
            Spec = new V1Beta1.FlunderSpec
            {
                FlunderReference = spec.ReferenceType == SpecRules.Flunder ? spec.Reference : null,
                FischerReference = spec.ReferenceType == SpecRules.Fischer ? spec.Reference : null,
                ReferenceType = spec.ReferenceType,
            },
        };
    }
}
