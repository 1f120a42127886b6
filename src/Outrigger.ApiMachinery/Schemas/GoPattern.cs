using System.Text.RegularExpressions;
using Outrigger.ApiMachinery.Schemas.Patterns;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>
/// Patterns of schemas: Go's regular expressions (RE2) for .NET. Both know the same constructs without backtracking, but classes are ASCII in
/// Go, a character is a code point, <c>$</c> is the very end, and some things are spelt in another way. Scripts (<c>\p{Greek}</c>) are not known.
/// </summary>
public static class GoPattern
{
    /// <summary>
    /// Compiles a pattern, for <see cref="Regex.IsMatch(string)"/>: there are no captures. Throws <see cref="ArgumentException"/> when it is none,
    /// or needs backtracking.
    /// </summary>
    public static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(new PatternTranslator(pattern).Translate(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException(e.Message, nameof(pattern), e);
        }
    }
}
