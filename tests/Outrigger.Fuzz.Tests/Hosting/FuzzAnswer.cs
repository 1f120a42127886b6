using System.Text;

namespace Outrigger.Fuzz.Tests.Hosting;

/// <summary>What the server answered to one request.</summary>
/// <param name="Code">The status code.</param>
/// <param name="ContentType">As sent; empty when none.</param>
/// <param name="Body">What was written.</param>
/// <param name="Complete">False when a watch was cut.</param>
/// <param name="Took">From call to return, or the processor time when that is less.</param>
internal sealed record FuzzAnswer(int Code, string ContentType, byte[] Body, bool Complete, TimeSpan Took)
{
    /// <summary>The beginning of the body.</summary>
    public string Text => Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 2000)));
}
