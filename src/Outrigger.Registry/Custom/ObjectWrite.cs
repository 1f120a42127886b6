namespace Outrigger.Registry.Custom;

/// <summary>One write to a custom storage.</summary>
/// <typeparam name="T">The C# class of the kind.</typeparam>
/// <param name="Name">Which object.</param>
/// <param name="Object">What it shall be, its whole metadata included (without resourceVersion); null deletes it.</param>
/// <param name="ExpectedVersion">The version that it must have; null when it must not exist.</param>
public sealed record ObjectWrite<T>(ObjectName Name, T? Object, string? ExpectedVersion)
    where T : class;
