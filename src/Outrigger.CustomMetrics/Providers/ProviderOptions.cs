namespace Outrigger.CustomMetrics.Providers;

/// <summary>How much of the server one provider may take.</summary>
public sealed record ProviderOptions
{
    /// <summary>How long a call may take, until the client gets 504; 10 s by default, more than 0 and at most 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many calls may be under way at once, those among them that nobody waits for any more; further ones get 503 at once. 64 by
    /// default, at least 1.
    /// </summary>
    public int MaxConcurrentCalls { get; init; } = 64;

    internal void Check(string provider)
    {
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromSeconds(60))
        {
            throw new ArgumentException($"the provider {provider} has a Timeout of {Timeout}: more than 0 and at most 60 s are possible", nameof(provider));
        }

        if (MaxConcurrentCalls < 1)
        {
            throw new ArgumentException($"the provider {provider} has MaxConcurrentCalls {MaxConcurrentCalls}: at least 1 is needed", nameof(provider));
        }
    }
}
