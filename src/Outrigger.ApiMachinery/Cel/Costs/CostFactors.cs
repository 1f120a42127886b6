using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Costs;

/// <summary>What operations cost (cel-go common/cost.go); a unit is about 50 ns there.</summary>
internal static class CostFactors
{
    public const long Select = 1;
    public const long NewList = 10;
    public const long NewMap = 30;
    public const long NewObject = 40;

    /// <summary>For each character of a text that is looked at once.</summary>
    public const double Character = 0.1;

    /// <summary>For each character of a pattern, on each unit of the text.</summary>
    public const double Pattern = 0.25;

    // Optionals within optionals that are looked into.
    private const int MaxOptionals = 16;

    /// <summary>The size of a value that costs are calculated with.</summary>
    public static long Size(CelValue value)
    {
        for (var i = 0; i < MaxOptionals && value.Kind == CelValueKind.Optional && value.HasValue; i++)
        {
            value = value.OptionalValue;
        }

        return OwnSize(value);
    }

    private static long OwnSize(CelValue value) => value.Kind switch
    {
        CelValueKind.String => CelStrings.Length(value.AsString),
        CelValueKind.Bytes => value.AsBytes.Length,
        CelValueKind.List => value.AsList.Count,
        CelValueKind.Map => value.AsMap.Count,
        CelValueKind.Object => value.AsObject.Size,
        _ => 1,
    };

    /// <summary>Looking at every character of a text, so many times.</summary>
    public static long Traversal(CelValue value, double times = 1) => Traversal(Size(value), times);

    /// <inheritdoc cref="Traversal(CelValue, double)"/>
    public static long Traversal(long size, double times = 1) => (long)Math.Ceiling(size * times * Character);

    /// <summary>Looking for a pattern of so many characters in a text.</summary>
    public static long Matching(CelValue text, long pattern) =>
        (long)Math.Ceiling((1.0 + Size(text)) * Character) * (long)Math.Ceiling(pattern * Pattern);
}
