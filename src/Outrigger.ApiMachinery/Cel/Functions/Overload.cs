using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Functions;

/// <summary>One form of a function: what it takes, gives, does and costs.</summary>
internal sealed class Overload(string id, bool isMember, IReadOnlyList<CelType> args, CelType result)
{
    /// <summary>Its name in the language definition or library.</summary>
    public string Id { get; } = id;

    /// <summary>Whether it is called on its first argument: <c>a.f(b)</c>.</summary>
    public bool IsMember { get; } = isMember;

    public IReadOnlyList<CelType> Args { get; } = args;

    public CelType Result { get; } = result;

    /// <summary>Whether types of arguments or result stand for others that the call decides.</summary>
    public bool IsGeneric { get; } = args.Append(result).Any(HasParameter);

    /// <summary>Null for what the evaluator does itself.</summary>
    public CelFunction? Implementation { get; init; }

    /// <summary>Whether the implementation refuses values of other types than the declared ones, so that nobody else need look.</summary>
    public bool ChecksItself { get; init; }

    /// <summary>Null for 1.</summary>
    public CelFunctionCost? Cost { get; init; }

    /// <summary>Whether values are of the declared types, as far as a look at their first items tells.</summary>
    public bool Fits(ReadOnlySpan<CelValue> values)
    {
        if (values.Length != Args.Count)
        {
            return false;
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (!RuntimeTypes.Fits(values[i], Args[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasParameter(CelType type) => type.Kind == CelKind.Parameter || type.Parameters.Any(HasParameter);
}
