using Outrigger.ApiMachinery.Cel.Syntax;
using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ApiMachinery.Cel.Programs;

/// <summary>What became of an expression.</summary>
/// <param name="Program">What evaluates it; null when there are issues.</param>
/// <param name="Type">The type of its value; an error type when there are issues.</param>
/// <param name="Issues">What is wrong with it.</param>
public sealed record CelCompilation(CelProgram? Program, CelType Type, CelIssues Issues);
