using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Syntax;
using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ApiMachinery.Cel.Checking;

/// <summary>Finds the forms of functions that fit their arguments.</summary>
internal sealed class CallChecker(Checker checker, TypeMapping types, FunctionTable functions, CelIssues issues)
{
    public CelType Check(CallExpr call)
    {
        foreach (var arg in call.Args)
        {
            checker.Visit(arg);
        }

        if (call.Target is null)
        {
            var name = call.Function.StartsWith('.') ? call.Function[1..] : call.Function;
            return functions.Find(name) is { } function ? Resolve(call, function, call.Args, isMember: false) : checker.Undeclared(call, call.Function);
        }

        if (SelectExpr.QualifiedName(call.Target) is { } prefix && functions.Find($"{prefix.TrimStart('.')}.{call.Function}") is { } qualified)
        {
            call.IsNamespaced = true;
            return Resolve(call, qualified, call.Args, isMember: false);
        }

        checker.Visit(call.Target);
        return functions.Find(call.Function) is { } found
            ? Resolve(call, found, [call.Target, .. call.Args], isMember: true)
            : checker.Undeclared(call, call.Function);
    }

    private CelType Resolve(CallExpr call, Function function, IReadOnlyList<Expr> inputs, bool isMember)
    {
        CelType? result = null;
        var fitting = new List<Overload>();
        var given = inputs.Select(i => i.Type).ToList();
        foreach (var overload in function.Overloads)
        {
            if (overload.IsMember != isMember || overload.Args.Count != given.Count)
            {
                continue;
            }

            var variables = new Dictionary<string, CelType>(StringComparer.Ordinal);
            var args = overload.IsGeneric ? [.. overload.Args.Select(a => TypeMapping.Instantiate(a, variables, types))] : overload.Args;
            if (!types.AreAssignable(given, args))
            {
                continue;
            }

            fitting.Add(overload);
            var own = types.Substitute(overload.IsGeneric ? TypeMapping.Instantiate(overload.Result, variables, types) : overload.Result, false);
            result = result is null ? own : result.Kind == CelKind.Dyn || own.Equals(result) ? result : CelType.Dyn;
        }

        call.Overloads = fitting;
        return result ?? NoneFits(call, function, given, isMember);
    }

    private CelType NoneFits(CallExpr call, Function function, IEnumerable<CelType> given, bool isMember)
    {
        var shown = given.Select(t => types.Substitute(t, toDyn: true).ToString()).ToList();
        var signature = isMember ? $"{shown[0]}.({string.Join(", ", shown.Skip(1))})" : $"({string.Join(", ", shown)})";
        issues.Add(call.Offset, $"found no matching overload for '{function.Name}' applied to '{signature}'");
        return CelType.Error;
    }
}
