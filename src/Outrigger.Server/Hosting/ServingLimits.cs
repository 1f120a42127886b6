namespace Outrigger.Server.Hosting;

/// <summary>What slow and greedy clients are allowed. The defaults are for production; tests make them shorter.</summary>
public sealed record ServingLimits
{
    /// <summary>The time for a TLS handshake; 10 s.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time for the head of a request; 30 s.</summary>
    public TimeSpan RequestHead { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may be idle; 90 s, as in kube-apiserver.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>The least rate of request bodies; 240 bytes a second.</summary>
    public double BodyRate { get; init; } = 240;

    /// <summary>How long a body may be slower; 5 s. More than one second.</summary>
    public TimeSpan BodyGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The least rate at which clients take their answers, watches and other streams apart; 16 KiB a second.</summary>
    public double AnswerRate { get; init; } = 16 * 1024;

    /// <summary>How long a client may be slower; 60 s, which is all that kube-apiserver gives it. More than one second.</summary>
    public TimeSpan AnswerGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Connections at the same time; 20,000.</summary>
    public int Connections { get; init; } = 20_000;
}
