namespace Outrigger.ApiMachinery.Patching;

/// <summary>Which operation of a JSON patch does not apply, and why.</summary>
public sealed class JsonPatchFailure : Exception
{
    internal JsonPatchFailure(string message, bool isTest)
        : base(message)
    {
        IsTest = isTest;
    }

    /// <summary>Whether it was an operation <c>test</c>: the document is not as the patch wants it.</summary>
    public bool IsTest { get; }
}
