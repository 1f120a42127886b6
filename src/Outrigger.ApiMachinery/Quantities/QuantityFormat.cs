namespace Outrigger.ApiMachinery.Quantities;

/// <summary>How a quantity is written.</summary>
public enum QuantityFormat
{
    /// <summary>Thousands: <c>n u m k M G T P E</c>.</summary>
    DecimalSi,

    /// <summary>Powers of 1024: <c>Ki Mi Gi Ti Pi Ei</c>.</summary>
    BinarySi,

    /// <summary><c>12e6</c>.</summary>
    DecimalExponent,
}
