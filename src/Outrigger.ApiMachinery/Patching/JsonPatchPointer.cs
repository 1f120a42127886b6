namespace Outrigger.ApiMachinery.Patching;

/// <summary>A JSON pointer (RFC 6901): the way to the parent and the key in it. The whole document has no key.</summary>
internal sealed record JsonPatchPointer(IReadOnlyList<string> Parents, string? Key)
{
    public bool IsRoot => Key is null;

    /// <summary>How deep the value stands; 0 for the whole document.</summary>
    public int Depth => IsRoot ? 0 : Parents.Count + 1;

    /// <summary>What stands before the first slash is not looked at; a text with none but the empty one names nothing.</summary>
    public static JsonPatchPointer Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length < 2)
        {
            return text.Length == 0 ? new JsonPatchPointer([], null) : throw PatchErrors.DoesNotApply();
        }

        return new JsonPatchPointer([.. parts[1..^1].Select(Unescape)], Unescape(parts[^1]));
    }

    private static string Unescape(string part) => part
        .Replace("~1", "/", StringComparison.Ordinal)
        .Replace("~0", "~", StringComparison.Ordinal);
}
