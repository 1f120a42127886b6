using System.Runtime.CompilerServices;
using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ApiMachinery.Cel.Checking;

/// <summary>
/// Which types the free ones of an expression stand for, found out by what they are used as (CEL language definition, "Gradual type
/// checking"). What an attempt that fails found out is forgotten.
/// </summary>
internal sealed class TypeMapping
{
    // Types within types could double with every level; from here on they are any.
    private const int MaxParts = 500;

    // Free types stand for types with free types in them: there, too, parts could double with every step.
    private const int MaxSteps = 4 * MaxParts;

    private readonly Dictionary<string, CelType> found = new(StringComparer.Ordinal);
    private readonly List<(string Name, CelType? Before)> trail = [];
    private int count;
    private int left;

    public CelType NewVariable() => CelType.Parameter($"_var{count++}");

    /// <summary>Puts new free types in place of a declaration's own.</summary>
    public static CelType Instantiate(CelType type, Dictionary<string, CelType> variables, TypeMapping mapping)
    {
        if (type.Kind == CelKind.Parameter)
        {
            return variables.TryGetValue(type.Name, out var known) ? known : variables[type.Name] = mapping.NewVariable();
        }

        return type.Parameters.Count == 0 ? type : type.With([.. type.Parameters.Select(p => Instantiate(p, variables, mapping))]);
    }

    /// <summary>The type with all that is known put in; what is still free is any when <paramref name="toDyn"/> says so.</summary>
    public CelType Substitute(CelType type, bool toDyn)
    {
        var parts = 0;
        return Substitute(type, toDyn, ref parts);
    }

    public bool IsAssignable(CelType a, CelType b) => Attempt(() => Fits(a, b));

    public bool AreAssignable(IReadOnlyList<CelType> a, IReadOnlyList<CelType> b) => Attempt(() => Fit(a, b));

    /// <summary>The more general of two types that fit each other.</summary>
    public static CelType MostGeneral(CelType a, CelType b) => IsLessSpecific(a, b) ? a : b;

    private CelType Substitute(CelType type, bool toDyn, ref int parts)
    {
        while (type.Kind == CelKind.Parameter && found.TryGetValue(type.Name, out var known))
        {
            type = known;
        }

        if (++parts > MaxParts || (toDyn && type.Kind == CelKind.Parameter))
        {
            return CelType.Dyn;
        }

        if (type.Parameters.Count == 0)
        {
            return type;
        }

        var parameters = new CelType[type.Parameters.Count];
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] = Substitute(type.Parameters[i], toDyn, ref parts);
        }

        return type.With(parameters);
    }

    private bool Attempt(Func<bool> attempt)
    {
        trail.Clear();
        left = MaxSteps;
        if (attempt())
        {
            return true;
        }

        for (var i = trail.Count - 1; i >= 0; i--)
        {
            if (trail[i].Before is { } before)
            {
                found[trail[i].Name] = before;
            }
            else
            {
                found.Remove(trail[i].Name);
            }
        }

        return false;
    }

    // What is too large to be compared fits nothing.
    private bool Goes() => --left >= 0 && RuntimeHelpers.TryEnsureSufficientExecutionStack();

    private bool Fits(CelType a, CelType b)
    {
        if (!Goes())
        {
            return false;
        }

        if (b.Kind == CelKind.Parameter)
        {
            var (isValid, isKnown) = Bind(a, b);
            if (isValid || isKnown)
            {
                return isValid;
            }
        }

        if (a.Kind == CelKind.Parameter)
        {
            return Bind(b, a).IsValid;
        }

        if (a.IsDynOrError || b.IsDynOrError)
        {
            return true;
        }

        if (a.Kind == CelKind.Null || b.Kind == CelKind.Null)
        {
            return IsNullable(a.Kind == CelKind.Null ? b : a);
        }

        return a.Kind switch
        {
            CelKind.Type => b.Kind == CelKind.Type,
            CelKind.Opaque or CelKind.List or CelKind.Map => a.Kind == b.Kind && a.Name == b.Name && Fit(a.Parameters, b.Parameters),
            _ => a.Kind == b.Kind && a.Name == b.Name,
        };
    }

    private bool Fit(IReadOnlyList<CelType> a, IReadOnlyList<CelType> b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (var i = 0; i < a.Count; i++)
        {
            if (!Fits(a[i], b[i]))
            {
                return false;
            }
        }

        return true;
    }

    private (bool IsValid, bool IsKnown) Bind(CelType type, CelType variable)
    {
        if (type.Kind == CelKind.Parameter && type.Name == variable.Name)
        {
            return (true, true);
        }

        if (found.TryGetValue(variable.Name, out var known))
        {
            if (type.Equals(known))
            {
                return (true, true);
            }

            if (!Fits(type, known))
            {
                return (false, true);
            }

            var general = MostGeneral(type, known);
            if (!IsWithin(variable, general))
            {
                Set(variable.Name, general, known);
            }

            return (true, true);
        }

        if (IsWithin(variable, type))
        {
            return (false, false);
        }

        Set(variable.Name, type, null);
        return (true, false);
    }

    private void Set(string name, CelType type, CelType? before)
    {
        trail.Add((name, before));
        found[name] = type;
    }

    private bool IsWithin(CelType variable, CelType type)
    {
        if (!Goes())
        {
            return true;
        }

        while (type.Kind == CelKind.Parameter)
        {
            if (type.Name == variable.Name)
            {
                return true;
            }

            if (!found.TryGetValue(type.Name, out var known))
            {
                return false;
            }

            type = known;
        }

        return type.Parameters.Any(p => IsWithin(variable, p));
    }

    private static bool IsNullable(CelType type) => type.Kind is CelKind.Opaque or CelKind.Struct or CelKind.Duration or CelKind.Timestamp or CelKind.Null;

    private static bool IsLessSpecific(CelType a, CelType b)
    {
        if (a.Kind is CelKind.Dyn or CelKind.Parameter)
        {
            return true;
        }

        if (b.Kind is CelKind.Dyn or CelKind.Parameter || a.Kind != b.Kind)
        {
            return false;
        }

        return a.Kind switch
        {
            CelKind.Type => true,
            CelKind.Opaque or CelKind.List or CelKind.Map => a.Name == b.Name && a.Parameters.Count == b.Parameters.Count
                && a.Parameters.Zip(b.Parameters).All(p => IsLessSpecific(p.First, p.Second)),
            _ => a.Equals(b),
        };
    }
}
