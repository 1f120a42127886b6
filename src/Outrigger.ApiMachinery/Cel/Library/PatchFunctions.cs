using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>
/// What expressions of MutatingAdmissionPolicies may make: <c>Object{…}</c> and, for its fields, <c>Object.spec{…}</c>, whose fields may be
/// anything, and <c>JSONPatch{op: …, path: …}</c> (KEP-3962).
/// </summary>
internal static class PatchFunctions
{
    private static readonly CelType Text = CelType.String;

    public static CelType ObjectType { get; } = CelType.Struct("Object", new AnyField());

    public static CelType PatchType { get; } = CelType.Struct("JSONPatch", new PatchFields());

    public static CelLibrary Library { get; } = new("kubernetes.jsonpatch")
    {
        FindType = Find,
        Functions =
        [
            Function("jsonpatch.escapeKey", Global("string_jsonpatch_escapeKey_string", Text, [Text], Escape).Costs(args => CostFactors.Traversal(args[0]))),
        ],
    };

    private static CelType? Find(string name) =>
        name == PatchType.Name ? PatchType
        : name == ObjectType.Name ? ObjectType
        : name.StartsWith("Object.", StringComparison.Ordinal) ? CelType.Struct(name, new AnyField())
        : null;

    private static CelValue Escape(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var text = args[0].AsString;
        context.Budget.Take(text.Length);
        return CelValue.FromString(text.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
    }

    private sealed class AnyField : ICelFields
    {
        public CelType? Find(string name) => CelType.Dyn;
    }

    private sealed class PatchFields : ICelFields
    {
        public CelType? Find(string name) => name switch
        {
            "op" or "path" or "from" => Text,
            "value" => CelType.Dyn,
            _ => null,
        };
    }
}
