namespace Outrigger.Cli.Demo;

/// <summary>What <c>outrigger demo</c> was asked for.</summary>
internal sealed record DemoRequest
{
    /// <summary>Where everything is kept; null is a temporary folder.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>The control plane's port; null takes 6443, or the next one that is free.</summary>
    public string? SecurePort { get; init; }

    /// <summary>The kubectl to run; null looks for it.</summary>
    public string? Kubectl { get; init; }
}
