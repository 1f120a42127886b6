using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;
using static Outrigger.ApiMachinery.Cel.Library.CelAuthorizer;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Kubernetes' library of authorization checks: <c>authorizer.group('').resource('pods').check('get').allowed()</c>.</summary>
internal static class AuthorizerFunctions
{
    // A decision may take a call of a webhook.
    private const long CheckCost = 350_000;

    private static readonly CelType Text = CelType.String;

    public static CelLibrary Library { get; } = new("kubernetes.authz")
    {
        Types = [AuthorizerType, PathType, GroupType, ResourceType, DecisionType],
        Functions =
        [
            Function("path", Member("authorizer_path", PathType, [AuthorizerType, Text], (args, _) =>
                args[1].AsString.Length == 0 ? CelValue.FromError("path must not be empty") : Authorizer(args[0]).Ask(PathType, args[1].AsString, ""))),
            Function("group", Member("authorizer_group", GroupType, [AuthorizerType, Text], (args, _) =>
                Authorizer(args[0]).Ask(GroupType, null, args[1].AsString))),
            Function("serviceAccount", Member("authorizer_serviceaccount", AuthorizerType, [AuthorizerType, Text, Text], ServiceAccount)),
            Function("resource", Member("groupcheck_resource", ResourceType, [GroupType, Text], (args, _) =>
                With(args, (check, text) => check with { Resource = text }))),
            Function("subresource", Member("resourcecheck_subresource", ResourceType, [ResourceType, Text], (args, _) =>
                With(args, (check, text) => check with { Subresource = text }))),
            Function("namespace", Member("resourcecheck_namespace", ResourceType, [ResourceType, Text], (args, _) =>
                With(args, (check, text) => check with { Namespace = text }))),
            Function("name", Member("resourcecheck_name", ResourceType, [ResourceType, Text], (args, _) =>
                With(args, (check, text) => check with { Name = text }))),
            Function("fieldSelector", Member("authorizer_fieldselector", ResourceType, [ResourceType, Text], (args, _) =>
                With(args, (check, text) => check with { FieldSelector = text })).Costs(SelectorCost)),
            Function("labelSelector", Member("authorizer_labelselector", ResourceType, [ResourceType, Text], (args, _) =>
                With(args, (check, text) => check with { LabelSelector = text })).Costs(SelectorCost)),
            Function("check", Deciding("pathcheck_check", PathType), Deciding("resourcecheck_check", ResourceType)),
            Function("errored", Told("decision_errored", CelType.Bool, d => CelValue.FromBool(d.Error.Length > 0))),
            Function("error", Told("decision_error", Text, d => CelValue.FromString(d.Error))),
            Function("allowed", Told("decision_allowed", CelType.Bool, d => CelValue.FromBool(d.IsAllowed))),
            Function("reason", Told("decision_reason", Text, d => CelValue.FromString(d.Reason))),
        ],
    };

    // A requirement has at least two characters, and takes a list and an object.
    private static long SelectorCost(ReadOnlySpan<CelValue> args) =>
        CostFactors.NewList + CostFactors.Traversal(args[1])
        + ((CostFactors.Size(args[1]) + 1) / 2 * (CostFactors.NewList + CostFactors.NewObject));

    private static CelAuthorizer Authorizer(CelValue value) => (CelAuthorizer)value.AsObject;

    private static CelValue With(ReadOnlySpan<CelValue> args, Func<CelAccessCheck, string, CelAccessCheck> change)
    {
        var text = args[1].AsString;
        return ((Check)args[0].AsObject).With(ResourceType, check => change(check, text));
    }

    private static CelValue ServiceAccount(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var (ns, name) = (args[1].AsString, args[2].AsString);
        return Validation.Formats.Dns1123Subdomain(name) is { Count: > 0 } ? CelValue.FromError("Invalid service account name")
            : Validation.Formats.Dns1123Label(ns) is { Count: > 0 } ? CelValue.FromError("Invalid service account namespace")
            : CelValue.FromObject(Authorizer(args[0]).For(ns, name));
    }

    private static Overload Deciding(string id, CelType type) =>
        Member(id, DecisionType, [type, Text], (args, _) => ((Check)args[0].AsObject).Decide(args[1].AsString))
            .Costs(_ => CheckCost);

    private static Overload Told(string id, CelType result, Func<CelDecision, CelValue> part) =>
        Member(id, result, [DecisionType], (args, _) => part(((Decision)args[0].AsObject).Value));
}
