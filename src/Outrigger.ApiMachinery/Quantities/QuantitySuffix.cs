using System.Globalization;

namespace Outrigger.ApiMachinery.Quantities;

/// <summary>What the letters behind a number say: a power of ten, or of two for <see cref="QuantityFormat.BinarySi"/>.</summary>
internal sealed record QuantitySuffix(QuantityFormat Format, int Exponent)
{
    /// <summary>Null when the suffix is unknown.</summary>
    public static QuantitySuffix? Read(string text) => text switch
    {
        "" => new(QuantityFormat.DecimalSi, 0),
        "n" => new(QuantityFormat.DecimalSi, -9),
        "u" => new(QuantityFormat.DecimalSi, -6),
        "m" => new(QuantityFormat.DecimalSi, -3),
        "k" => new(QuantityFormat.DecimalSi, 3),
        "M" => new(QuantityFormat.DecimalSi, 6),
        "G" => new(QuantityFormat.DecimalSi, 9),
        "T" => new(QuantityFormat.DecimalSi, 12),
        "P" => new(QuantityFormat.DecimalSi, 15),
        "E" => new(QuantityFormat.DecimalSi, 18),
        "Ki" => new(QuantityFormat.BinarySi, 10),
        "Mi" => new(QuantityFormat.BinarySi, 20),
        "Gi" => new(QuantityFormat.BinarySi, 30),
        "Ti" => new(QuantityFormat.BinarySi, 40),
        "Pi" => new(QuantityFormat.BinarySi, 50),
        "Ei" => new(QuantityFormat.BinarySi, 60),
        ['e' or 'E', .. var digits] when int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power)
            => new(QuantityFormat.DecimalExponent, power),
        _ => null,
    };
}
