namespace Outrigger.Server.Networking;

/// <summary>Finds the endpoints of a port of a Service, as last seen; does not wait.</summary>
/// <param name="ns">The namespace of the Service.</param>
/// <param name="name">Its name.</param>
/// <param name="port">The port of the Service, not of its pods.</param>
public delegate ServiceEndpoints ServiceResolver(string ns, string name, int port);
