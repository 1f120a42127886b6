using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Server.Audit;
using Outrigger.Server.Authentication;
using Outrigger.Server.Authorization;
using Outrigger.Server.Catalog;
using Outrigger.Server.FlowControl;
using Outrigger.Server.Health;
using Outrigger.Server.Lifecycle;
using Outrigger.Server.Metrics;
using Outrigger.Server.OpenApi;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Pipeline;

/// <summary>What a server is put together from.</summary>
public sealed record ServerParts
{
    /// <summary>What is served.</summary>
    public required IResourceCatalog Catalog { get; init; }

    /// <summary>The built-in kinds that this server encodes as protobuf; only the shared types by default.</summary>
    public SchemaLibrary Schemas { get => field ??= SchemaLibrary.Load(); init; }

    /// <summary>Asked in order; a <see cref="FrontProxyAuthenticator"/> comes first.</summary>
    public IReadOnlyList<IAuthenticator> Authenticators { get; init; } = [];

    /// <summary>Asked in order.</summary>
    public IReadOnlyList<IAuthorizer> Authorizers { get; init; } = [];

    /// <summary>Paths beside resources and the server's own.</summary>
    public IReadOnlyList<IPathHandler> PathHandlers { get; init; } = [];

    /// <summary>OpenAPI documents of other servers.</summary>
    public IReadOnlyList<IOpenApiSource> OpenApiSources { get; init; } = [];

    /// <summary>The checks of /livez and /readyz beside the server's own.</summary>
    public HealthChecks Health { get; init; } = new([], []);

    /// <summary>Where requests are counted.</summary>
    public ServerMetrics Metrics { get; init; } = new();

    /// <summary>Where authentication and authorization are counted.</summary>
    public AccessMetrics AccessMetrics { get; init; } = new();

    /// <summary>What /metrics shows.</summary>
    public PrometheusExporter Exporter { get; init; } = new();

    /// <summary>Where callers without credentials are system:anonymous; elsewhere they get 401.</summary>
    public AnonymousAccess Anonymous { get; init; } = AnonymousAccess.Everywhere;

    /// <summary>Whether the group system:masters may do everything.</summary>
    public bool TrustMasters { get; init; } = true;

    /// <summary>Records requests; null records nothing. Flushed and closed when the server stops.</summary>
    public AuditLog? Audit { get; init; }

    /// <summary>Priority levels and fair queues; null for plain limits.</summary>
    public FlowController? FlowControl { get; init; }

    /// <summary>The limits when there is no <see cref="FlowControl"/>.</summary>
    public FlowControlOptions InFlight { get; init; } = new();

    public ServerLifecycle Lifecycle { get; init; } = new();

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public required ILoggerFactory Loggers { get; init; }
}
