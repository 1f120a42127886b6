namespace Outrigger.ControlPlane.Tokens;

/// <summary>An object that a token names in its claims.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Empty when the object was not there (the node of a pod).</param>
internal sealed record ObjectReference(string Name, string Uid);
