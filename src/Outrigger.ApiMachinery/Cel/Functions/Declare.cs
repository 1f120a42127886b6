using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Functions;

/// <summary>Short forms for the tables of functions in libraries.</summary>
internal static class Declare
{
    /// <summary>Types that a call decides.</summary>
    public static CelType A { get; } = CelType.Parameter("A");

    public static CelType B { get; } = CelType.Parameter("B");

    public static CelType ListOfA { get; } = CelType.List(A);

    public static CelType MapOfAB { get; } = CelType.Map(A, B);

    public static Function Function(string name, params IReadOnlyList<Overload> overloads) => new(name, overloads);

    /// <summary>A form that is called as <c>f(a)</c>.</summary>
    public static Overload Global(string id, CelType result, CelType[] args, CelFunction? does) => new(id, isMember: false, args, result) { Implementation = does };

    /// <summary>A form that is called as <c>a.f()</c>.</summary>
    public static Overload Member(string id, CelType result, CelType[] args, CelFunction? does) => new(id, isMember: true, args, result) { Implementation = does };

    /// <summary>The same form with what it costs.</summary>
    public static Overload Costs(this Overload overload, CelFunctionCost cost) => new(overload.Id, overload.IsMember, overload.Args, overload.Result)
    {
        Implementation = overload.Implementation,
        ChecksItself = overload.ChecksItself,
        Cost = cost,
    };

    /// <summary>The same form, whose implementation refuses values that it is not for.</summary>
    public static Overload CheckingItself(this Overload overload) => new(overload.Id, overload.IsMember, overload.Args, overload.Result)
    {
        Implementation = overload.Implementation,
        ChecksItself = true,
        Cost = overload.Cost,
    };

    /// <summary>A function whose forms all do the same, and refuse values that they are not for.</summary>
    public static Function Operator(string name, CelFunction does, params IReadOnlyList<(string Id, CelType Result, CelType[] Args)> forms) =>
        new(name, [.. forms.Select(f => Global(f.Id, f.Result, f.Args, does).CheckingItself())]);
}
