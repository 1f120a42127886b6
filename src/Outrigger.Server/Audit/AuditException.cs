namespace Outrigger.Server.Audit;

/// <summary>Auditing cannot start; the message holds every problem with its fix, one a line.</summary>
public sealed class AuditException(string message) : Exception(message);
