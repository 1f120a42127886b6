using Outrigger.ApiMachinery.Cel.Library;
using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ControlPlane.Expressions;

/// <summary>What expressions of admission may name (apiserver pkg/admission/plugin/cel).</summary>
internal static class AdmissionTypes
{
    private static readonly CelType Text = CelType.String;
    private static readonly CelType Texts = CelType.List(CelType.String);
    private static readonly CelType TextMap = CelType.Map(CelType.String, CelType.String);

    private static readonly CelType Kind = Struct("GroupVersionKind", ("group", Text), ("version", Text), ("kind", Text));

    private static readonly CelType Resource = Struct("GroupVersionResource", ("group", Text), ("version", Text), ("resource", Text));

    private static readonly CelType User = Struct(
        "UserInfo", ("username", Text), ("uid", Text), ("groups", Texts), ("extra", CelType.Map(Text, Texts)));

    private static readonly CelType Request = Struct(
        "AdmissionRequest",
        ("kind", Kind),
        ("resource", Resource),
        ("subResource", Text),
        ("requestKind", Kind),
        ("requestResource", Resource),
        ("requestSubResource", Text),
        ("name", Text),
        ("namespace", Text),
        ("operation", Text),
        ("userInfo", User),
        ("dryRun", CelType.Bool),
        ("options", CelType.Dyn));

    private static readonly CelType Namespace = Struct(
        "Namespace",
        ("metadata", Struct(
            "NamespaceMetadata",
            ("name", Text),
            ("generateName", Text),
            ("namespace", Text),
            ("labels", TextMap),
            ("annotations", TextMap),
            ("UID", Text),
            ("deletionGracePeriodSeconds", CelType.Int),
            ("generation", CelType.Int),
            ("resourceVersion", Text),
            ("finalizers", Texts))),
        ("spec", Struct("NamespaceSpec", ("finalizers", Texts))),
        ("status", Struct(
            "NamespaceStatus",
            ("conditions", CelType.List(Struct(
                "NamespaceCondition",
                ("status", Text),
                ("type", Text),
                ("message", Text),
                ("reason", Text)))),
            ("phase", Text))));

    private static readonly KeyValuePair<string, CelType>[] Always =
    [
        new(AdmissionVariables.Object, CelType.Dyn),
        new(AdmissionVariables.OldObject, CelType.Dyn),
        new(AdmissionVariables.Request, Request),
        new(AdmissionVariables.NamespaceObject, Namespace),
        new(AdmissionVariables.Authorizer, CelAuthorizer.VariableType),
        new(AdmissionVariables.RequestResource, CelAuthorizer.RequestResourceType),
    ];

    /// <summary>What an expression that is applied makes.</summary>
    public static CelType Configuration => CelEnvironment.MadeObject;

    /// <summary>What an expression that patches makes.</summary>
    public static CelType Patch { get; } = CelType.List(CelEnvironment.MadePatch);

    /// <summary>What conditions of webhooks may name.</summary>
    public static CelEnvironment Conditions { get; } = CelEnvironment.Kubernetes.With(Always);

    /// <summary>What expressions of policies may name, beside their own variables.</summary>
    public static CelEnvironment Policy(bool hasParams, CelType? variables) => CelEnvironment.Kubernetes.With(Names(hasParams, variables));

    /// <summary>The same for expressions that say what is changed.</summary>
    public static CelEnvironment Mutations(bool hasParams, CelType variables) => CelEnvironment.KubernetesPatches.With(Names(hasParams, variables));

    /// <summary>What messages of policies may name: all but the authorizer.</summary>
    public static CelEnvironment Messages(bool hasParams, CelType variables)
    {
        var known = Always.Where(v => v.Key is not (AdmissionVariables.Authorizer or AdmissionVariables.RequestResource))
            .Append(new(AdmissionVariables.Variables, variables));
        return CelEnvironment.Kubernetes.With(hasParams ? known.Append(new(AdmissionVariables.Params, CelType.Dyn)) : known);
    }

    private static IEnumerable<KeyValuePair<string, CelType>> Names(bool hasParams, CelType? variables)
    {
        IEnumerable<KeyValuePair<string, CelType>> own = hasParams ? [.. Always, new(AdmissionVariables.Params, CelType.Dyn)] : Always;
        return variables is null ? own : own.Append(new(AdmissionVariables.Variables, variables));
    }

    private static CelType Struct(string name, params (string Name, CelType Type)[] fields) =>
        CelType.Struct($"kubernetes.{name}", new Fields(fields.ToDictionary(f => f.Name, f => f.Type, StringComparer.Ordinal)));

    private sealed class Fields(Dictionary<string, CelType> types) : ICelFields
    {
        public CelType? Find(string name) => types.GetValueOrDefault(name);
    }
}
