namespace Outrigger.ControlPlane.Access;

/// <summary>The object that an Event is about.</summary>
internal sealed record EventSubject(string ApiVersion, string Kind, string Namespace, string Name, string Uid);
