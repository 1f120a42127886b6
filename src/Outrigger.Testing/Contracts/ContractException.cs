namespace Outrigger.Testing.Contracts;

/// <summary>A rule of a contract is not kept; the message says what was expected and what came.</summary>
public sealed class ContractException(string message) : Exception(message);
