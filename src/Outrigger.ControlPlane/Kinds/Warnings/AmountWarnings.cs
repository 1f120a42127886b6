using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Quantities;

namespace Outrigger.ControlPlane.Kinds.Warnings;

/// <summary>Amounts of bytes that are no whole numbers, mostly an m too many.</summary>
internal static class AmountWarnings
{
    private const int MilliPerUnit = 1000;

    private static readonly string[] OfContainer = ["memory", "ephemeral-storage"];

    private static readonly string[] OfClaim = ["storage"];

    /// <summary>What a container may use and asks for.</summary>
    public static IEnumerable<string> OfResources(Located resources) => OfBoth(resources["limits"], resources["requests"], OfContainer);

    /// <summary>What a pod needs beside its containers.</summary>
    public static IEnumerable<string> OfOverhead(Located overhead) => OfContainer.SelectMany(name => OfOne(overhead, name));

    /// <summary>What a claim of a volume asks for.</summary>
    public static IEnumerable<string> OfClaimSpec(Located spec) =>
        OfBoth(spec["resources"]["requests"], spec["resources"]["limits"], OfClaim);

    private static IEnumerable<string> OfBoth(Located one, Located other, string[] names) =>
        names.SelectMany(name => OfOne(one, name).Concat(OfOne(other, name)));

    private static IEnumerable<string> OfOne(Located amounts, string name)
    {
        if (amounts.Text(name) is { Length: > 0 } text && Quantity.TryParse(text, out var amount, out _) && amount.MilliValue() % MilliPerUnit != 0)
        {
            yield return $"{amounts.Path}[{name}]: fractional byte value {GoText.Quote(amount.ToString())} is invalid, must be an integer";
        }
    }
}
