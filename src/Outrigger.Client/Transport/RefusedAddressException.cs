namespace Outrigger.Client.Transport;

/// <summary>No address of a server may be connected to (<see cref="Configuration.ClientConfig.AddressRefusal"/>).</summary>
public sealed class RefusedAddressException(string message) : IOException(message);
