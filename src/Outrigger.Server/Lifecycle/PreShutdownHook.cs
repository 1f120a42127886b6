namespace Outrigger.Server.Lifecycle;

/// <summary>See <see cref="ServerLifecycle.BeforeShutdown"/>.</summary>
internal sealed record PreShutdownHook(string Name, Func<Task> Run);
