namespace Outrigger.ApiMachinery.Apply;

/// <summary>What of a request decoding forgets and field managers must know.</summary>
/// <param name="Forget">Whether the request resets the managers: an empty list of them, or one empty entry.</param>
/// <param name="EmptyLists">Lists that the request gives as empty where none is given as null: that is a say in them.</param>
public sealed record WriteHints(bool Forget, FieldSet EmptyLists)
{
    /// <summary>Of a request that has nothing of the sort.</summary>
    public static WriteHints None { get; } = new(false, FieldSet.Empty);
}
