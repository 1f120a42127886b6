namespace Outrigger.Registry.Strategies;

/// <summary>What an object claims was taken by another one since it was prepared: it is prepared anew.</summary>
public sealed class ClaimTakenException(string what) : Exception($"{what} is taken");
