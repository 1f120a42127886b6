using Outrigger.ApiMachinery.Cel.Checking;
using Outrigger.ApiMachinery.Cel.Evaluation;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Library;
using Outrigger.ApiMachinery.Cel.Syntax;
using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ApiMachinery.Cel.Programs;

/// <summary>What expressions of one place may use, and how they are compiled. Immutable.</summary>
public sealed class CelEnvironment
{
    // apiserver pkg/cel/environment; static members are made in the order in which they stand
    private static readonly CelLibrary[] Libraries =
    [
        OptionalFunctions.Library, StringFunctions.Library, ListFunctions.Library, ListExtensions.Library, SetFunctions.Library, TransformMacros.Library,
        RegexFunctions.Library, UrlFunctions.Library, NetFunctions.Library, QuantityFunctions.Library, NamedFormatFunctions.Library,
        SemverFunctions.Library, AuthorizerFunctions.Library,
    ];

    private readonly Declarations declarations;
    private readonly MacroTable macros;

    private CelEnvironment(Declarations declarations, MacroTable macros)
    {
        this.declarations = declarations;
        this.macros = macros;
    }

    /// <summary>The language with Kubernetes' libraries, and no variables.</summary>
    public static CelEnvironment Kubernetes { get; } = Make(Libraries);

    /// <summary>The same with what makes objects and patches: <c>Object{…}</c>, <c>JSONPatch{…}</c>, <c>jsonpatch.escapeKey</c>.</summary>
    public static CelEnvironment KubernetesPatches { get; } = Make([.. Libraries, PatchFunctions.Library]);

    /// <summary>The type of an object that expressions make.</summary>
    public static CelType MadeObject => PatchFunctions.ObjectType;

    /// <summary>The type of a step of a JSON patch that expressions make.</summary>
    public static CelType MadePatch => PatchFunctions.PatchType;

    /// <summary>The same with other variables.</summary>
    public CelEnvironment With(params IEnumerable<KeyValuePair<string, CelType>> variables) =>
        new(declarations with { Variables = new Dictionary<string, CelType>(variables, StringComparer.Ordinal) }, macros);

    /// <summary>Reads and checks an expression. What is wrong is among the issues; nothing is thrown.</summary>
    public CelCompilation Compile(string expression)
    {
        var issues = new CelIssues(expression);
        if (Parser.Parse(expression, macros, issues) is not { } tree)
        {
            return new CelCompilation(null, CelType.Error, issues);
        }

        var type = Checker.Check(tree, declarations, issues);
        if (issues.Count > 0)
        {
            return new CelCompilation(null, CelType.Error, issues);
        }

        var (root, slots, used) = Planner.Plan(tree);
        return new CelCompilation(new CelProgram(expression, root, slots, used), type, issues);
    }

    private static CelEnvironment Make(params IReadOnlyList<CelLibrary> libraries)
    {
        IEnumerable<Function> standard = [.. OperatorFunctions.All, .. ConversionFunctions.All, .. TextFunctions.All, .. TimeFunctions.All];
        var functions = new FunctionTable([.. standard, .. libraries.SelectMany(l => l.Functions)]);
        var types = libraries.SelectMany(l => l.Types).DistinctBy(t => t.Name).ToDictionary(t => t.Name, StringComparer.Ordinal);
        var macros = new MacroTable([.. StandardMacros.All, .. StandardMacros.WithTwoVariables, .. libraries.SelectMany(l => l.Macros)]);
        var declarations = new Declarations(new Dictionary<string, CelType>(StringComparer.Ordinal), functions, types)
        {
            FindFurther = libraries.Select(l => l.FindType).FirstOrDefault(f => f is not null),
        };
        return new CelEnvironment(declarations, macros);
    }
}
