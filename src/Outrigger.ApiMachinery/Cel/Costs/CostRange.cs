namespace Outrigger.ApiMachinery.Cel.Costs;

/// <summary>The least and the most that something costs, or the least and the greatest size that it has.</summary>
public readonly record struct CostRange(ulong Min, ulong Max)
{
    /// <summary>From nothing to anything.</summary>
    public static CostRange Unknown { get; } = new(0, ulong.MaxValue);

    public static CostRange One { get; } = Exactly(1);

    public static CostRange operator +(CostRange a, CostRange b) => new(Saturating.Add(a.Min, b.Min), Saturating.Add(a.Max, b.Max));

    public static CostRange operator *(CostRange a, CostRange b) => new(Saturating.Multiply(a.Min, b.Min), Saturating.Multiply(a.Max, b.Max));

    /// <summary>Rounded up.</summary>
    public static CostRange operator *(CostRange a, double factor) => new(Saturating.Multiply(a.Min, factor), Saturating.Multiply(a.Max, factor));

    public static CostRange Exactly(ulong value) => new(value, value);

    /// <summary>The range that holds both.</summary>
    public CostRange Or(CostRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));
}
