namespace Outrigger.ApiMachinery.Apply;

/// <summary>An object cannot be merged, because items of a list cannot be told apart.</summary>
internal sealed class MergeException(string message) : Exception(message);
