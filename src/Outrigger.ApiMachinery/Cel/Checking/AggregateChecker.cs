using Outrigger.ApiMachinery.Cel.Syntax;
using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ApiMachinery.Cel.Checking;

/// <summary>Checks what makes lists, maps and objects, and what goes over them.</summary>
internal sealed class AggregateChecker(Checker checker, TypeMapping types, Declarations declarations, CelIssues issues)
{
    public CelType List(ListExpr list)
    {
        CelType? item = null;
        foreach (var (value, isOptional) in list.Items)
        {
            item = Join(value, item, Given(value, isOptional));
        }

        return CelType.List(item ?? types.NewVariable());
    }

    public CelType Map(MapExpr map)
    {
        CelType? key = null;
        CelType? value = null;
        foreach (var entry in map.Entries)
        {
            key = Join(entry.Key, key, checker.Visit(entry.Key));
            value = Join(entry.Value, value, Given(entry.Value, entry.IsOptional));
        }

        return CelType.Map(key ?? types.NewVariable(), value ?? types.NewVariable());
    }

    public CelType Struct(StructExpr made)
    {
        var type = declarations.FindType(made.TypeName.TrimStart('.'));
        if (type is null)
        {
            return checker.Undeclared(made, made.TypeName);
        }

        if (type.Kind != CelKind.Struct)
        {
            issues.Add(made.Offset, $"'{type}' is not a message type");
            type = CelType.Error;
        }

        made.Made = type;
        foreach (var field in made.Fields)
        {
            var given = Given(field.Value, field.IsOptional);
            var declared = type.Kind == CelKind.Struct ? checker.FieldOf(type, field.Name, field.Offset) : CelType.Error;
            if (!types.IsAssignable(declared, given))
            {
                issues.Add(field.Offset, $"expected type of field '{field.Name}' is '{declared}' but provided type is '{types.Substitute(given, false)}'");
            }
        }

        return type;
    }

    public CelType Fold(FoldExpr fold)
    {
        checker.Visit(fold.Range);
        var accumulated = checker.Visit(fold.Start);
        var (first, second) = Variables(fold, types.Substitute(fold.Range.Type, false));
        var outer = checker.Scope;
        var whole = new Scope(fold.AccumulatorName, accumulated, outer);
        checker.Scope = new Scope(fold.Variable, first, whole);
        if (fold.Variable2 is { } name)
        {
            checker.Scope = new Scope(name, second, checker.Scope);
        }

        checker.Visit(fold.Condition);
        checker.Expect(fold.Condition, CelType.Bool);
        checker.Visit(fold.Step);
        checker.Expect(fold.Step, accumulated);
        checker.Scope = whole;
        var result = types.Substitute(checker.Visit(fold.Result), false);
        checker.Scope = outer;
        return result;
    }

    private (CelType First, CelType Second) Variables(FoldExpr fold, CelType range)
    {
        switch (range.Kind)
        {
            case CelKind.List:
                return fold.Variable2 is null ? (range.Parameters[0], CelType.Dyn) : (CelType.Int, range.Parameters[0]);
            case CelKind.Map:
                return (range.Parameters[0], range.Parameters[1]);
            case CelKind.Dyn or CelKind.Error or CelKind.Parameter:
                types.IsAssignable(CelType.Dyn, range);
                return (CelType.Dyn, CelType.Dyn);
            default:
                issues.Add(fold.Range.Offset, $"expression of type '{range}' cannot be range of a comprehension (must be list, map, or dynamic)");
                return (CelType.Error, CelType.Error);
        }
    }

    // The type that a value has where it stands; an optional one is unwrapped.
    private CelType Given(Expr value, bool isOptional)
    {
        var type = checker.Visit(value);
        if (!isOptional)
        {
            return type;
        }

        type = types.Substitute(type, false);
        if (type.IsOptional)
        {
            return type.Parameters[0];
        }

        if (type.Kind != CelKind.Dyn)
        {
            checker.Mismatch(value, CelType.Optional(type), type);
        }

        return type;
    }

    private CelType Join(Expr expr, CelType? before, CelType type)
    {
        if (before is null)
        {
            return type;
        }

        if (types.IsAssignable(before, type))
        {
            return TypeMapping.MostGeneral(before, type);
        }

        checker.Mismatch(expr, before, type);
        return CelType.Error;
    }
}
