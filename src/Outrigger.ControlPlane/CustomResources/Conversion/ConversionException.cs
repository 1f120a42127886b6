namespace Outrigger.ControlPlane.CustomResources.Conversion;

/// <summary>An answer of a conversion webhook that cannot be used; the message says why, for the client.</summary>
internal sealed class ConversionException(string message) : Exception(message);
