using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Outrigger.Storage.Etcd;

/// <summary>The settings of an <see cref="EtcdStore"/>.</summary>
public sealed record EtcdStoreOptions
{
    /// <summary>Where everything is kept unless said otherwise.</summary>
    public const string DefaultPrefix = "/outrigger";

    /// <summary>The client URLs of the members of one cluster, as http://HOST:PORT or https://HOST:PORT.</summary>
    public required IReadOnlyList<string> Servers { get; init; }

    /// <summary>All keys begin with this and a slash; default <c>/outrigger</c>. It must hold nothing else.</summary>
    public string Prefix { get; init; } = DefaultPrefix;

    /// <summary>PEM file of the authorities that sign the members' certificates; null for the machine's.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file of the client certificate; null for none. These files may be renewed while the store is open.</summary>
    public string? CertFile { get; init; }

    /// <summary>PEM file of its private key.</summary>
    public string? KeyFile { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>How long a member may take to answer a read before another is asked; default 3 s.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a write may take before its outcome counts as unknown; default 10 s.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call goes on asking members before it fails, as during an election; default 6 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Refuses a prefix that no store has, instead of making one there; default false.</summary>
    public bool MustExist { get; init; }

    /// <summary>How many records a page has at most; default 2000.</summary>
    public int PageSize { get; init; } = 2000;
}
