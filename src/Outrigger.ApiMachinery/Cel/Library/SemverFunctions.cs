using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Kubernetes' library of versions: <c>semver('1.2.3').isLessThan(semver('1.10.0'))</c>.</summary>
internal static class SemverFunctions
{
    // Longer ones are no versions, and comparing their parts would take long.
    private const int MaxLength = 1000;

    private static readonly CelType Text = CelType.String;
    private static readonly CelType Type = CelType.Struct("kubernetes.Semver");

    public static CelLibrary Library { get; } = new("kubernetes.Semver")
    {
        Types = [Type],
        Functions =
        [
            Function("semver", Reading("string_to_semver", Type, [Text], Read), Reading("string_bool_to_semver", Type, [Text, CelType.Bool], Read)),
            Function("isSemver", Reading("is_semver_string", CelType.Bool, [Text], Is), Reading("is_semver_string_bool", CelType.Bool, [Text, CelType.Bool], Is)),
            Function("isGreaterThan", Comparing("semver_is_greater_than", CelType.Bool, order => CelValue.FromBool(order > 0))),
            Function("isLessThan", Comparing("semver_is_less_than", CelType.Bool, order => CelValue.FromBool(order < 0))),
            Function("compareTo", Comparing("semver_compare_to", CelType.Int, order => CelValue.FromInt(order))),
            Function("major", Part("semver_major", version => version.Major)),
            Function("minor", Part("semver_minor", version => version.Minor)),
            Function("patch", Part("semver_patch", version => version.Patch)),
        ],
    };

    private static Overload Reading(string id, CelType result, CelType[] args, CelFunction read) =>
        Global(id, result, args, read).Costs(values => CostFactors.Traversal(values[0]));

    private static Overload Comparing(string id, CelType result, Func<int, CelValue> tell) =>
        Member(id, result, [Type, Type], (args, _) => tell(Of(args[0]).CompareTo(Of(args[1]))));

    private static Overload Part(string id, Func<SemanticVersion, ulong> part) =>
        Member(id, CelType.Int, [Type], (args, _) => CelValue.FromInt(unchecked((long)part(Of(args[0])))));

    private static CelValue Read(ReadOnlySpan<CelValue> args, CelContext context) => Parse(args, out var version) is { } fault
        ? CelValue.FromError(fault)
        : CelValue.FromObject(new LibraryValue<SemanticVersion>(Type, version));

    private static CelValue Is(ReadOnlySpan<CelValue> args, CelContext context) => CelValue.FromBool(Parse(args, out _) is null);

    private static string? Parse(ReadOnlySpan<CelValue> args, out SemanticVersion version)
    {
        version = new SemanticVersion(0, 0, 0, "");
        return args[0].AsString.Length > MaxLength
            ? "Version string too long"
            : SemanticVersion.Parse(args[0].AsString, args.Length > 1 && args[1].IsTrue, out version);
    }

    private static SemanticVersion Of(CelValue value) => LibraryValue<SemanticVersion>.Of(value);
}
