using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>The variable <c>authorizer</c> of an expression: asks for decisions that were found out before.</summary>
/// <param name="decide">The decision; null when it has to be found out first, which ends the evaluation.</param>
/// <param name="serviceAccount">Who is asked about; null for the user of the request.</param>
public sealed class CelAuthorizer(Func<CelAccessCheck, CelDecision?> decide, (string Namespace, string Name)? serviceAccount = null) : CelObject
{
    private const string Prefix = "kubernetes.authorization.";

    internal static CelType AuthorizerType { get; } = CelType.Opaque($"{Prefix}Authorizer");

    internal static CelType PathType { get; } = CelType.Opaque($"{Prefix}PathCheck");

    internal static CelType GroupType { get; } = CelType.Opaque($"{Prefix}GroupCheck");

    internal static CelType ResourceType { get; } = CelType.Opaque($"{Prefix}ResourceCheck");

    internal static CelType DecisionType { get; } = CelType.Opaque($"{Prefix}Decision");

    /// <summary>The type of the variable <c>authorizer</c>.</summary>
    public static CelType VariableType => AuthorizerType;

    /// <summary>The type of the variable <c>authorizer.requestResource</c>.</summary>
    public static CelType RequestResourceType => ResourceType;

    /// <inheritdoc/>
    public override CelType Type => AuthorizerType;

    /// <summary>The variable <c>authorizer.requestResource</c>: a check of what the request is about.</summary>
    public CelValue Resource(CelAccessCheck check) => CelValue.FromObject(new Check(this, ResourceType, check));

    internal CelAuthorizer For(string ns, string name) => new(decide, (ns, name));

    internal CelValue Ask(CelType type, string? path, string group) =>
        CelValue.FromObject(new Check(this, type, new CelAccessCheck(serviceAccount, path, group, "")));

    internal sealed class Check(CelAuthorizer authorizer, CelType type, CelAccessCheck check) : CelObject
    {
        public override CelType Type => type;

        public CelValue With(CelType of, Func<CelAccessCheck, CelAccessCheck> change) => CelValue.FromObject(new Check(authorizer, of, change(check)));

        public CelValue Decide(string verb)
        {
            var asked = check with { Verb = verb };
            return CelValue.FromObject(new Decision(authorizer.Known(asked) ?? throw new CelPendingException(asked)));
        }
    }

    internal sealed class Decision(CelDecision decision) : CelObject
    {
        public override CelType Type => DecisionType;

        public CelDecision Value { get; } = decision;
    }

    private CelDecision? Known(CelAccessCheck check) => decide(check);
}
