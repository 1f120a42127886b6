namespace Outrigger.Server.Extension;

/// <summary>Something that runs beside an extension server failed, and the server has stopped.</summary>
public sealed class BackgroundException : Exception
{
    /// <summary>Made with what failed, and why.</summary>
    public BackgroundException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
