using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.Server.Audit;
using Outrigger.Storage.Contract;

namespace Outrigger.Testing.Servers;

/// <summary>What a <see cref="TestApiServer"/> is started with; the defaults suit most tests.</summary>
public sealed record TestApiServerOptions
{
    /// <summary>
    /// The server's clock: creationTimestamps, times to live, token expiry, the pace of controllers. A
    /// <see cref="Outrigger.Testing.Time.FakeTimeProvider"/> lets the test move it; the system's by default.
    /// </summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// Whether it also listens on a free loopback port with TLS, for kubectl and other programs; false by default: the clients of
    /// this process need no socket.
    /// </summary>
    public bool Listen { get; init; }

    /// <summary>
    /// Whether ReplicaSets are made for Deployments and pods for ReplicaSets; false by default: a test mostly says itself how they are.
    /// Nothing runs the pods.
    /// </summary>
    public bool RunsWorkloads { get; init; }

    /// <summary>Objects that are there from the start: YAML, as <see cref="TestApiServer.ApplyAsync(string, CancellationToken)"/> takes it.</summary>
    public string Objects { get; init; } = "";

    /// <summary>Where objects are kept: a store of the caller's, which disposes of it; null for a new one in memory.</summary>
    public IStore? Store { get; init; }

    /// <summary>Where requests are recorded, and by which policy; null for nowhere. The caller opens it and disposes of it.</summary>
    public AuditLog? Audit { get; init; }

    /// <summary>What the server logs; nothing by default.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}
