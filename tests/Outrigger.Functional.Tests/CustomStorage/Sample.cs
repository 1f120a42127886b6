using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Functional.Tests.CustomStorage;

/// <summary>A sample of the repository.</summary>
/// <param name="Program">Its executable.</param>
/// <param name="Versions">What it serves.</param>
public sealed record Sample(string Program, params IReadOnlyList<GroupVersion> Versions);
