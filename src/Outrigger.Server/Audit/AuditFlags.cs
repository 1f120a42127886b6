using Outrigger.Server.Audit.Outputs;
using Outrigger.Server.Flags;

namespace Outrigger.Server.Audit;

/// <summary>The flags of <see cref="AuditOptions"/>.</summary>
public static class AuditFlags
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ServerFlag<AuditOptions>> All { get; } =
    [
        new("audit-policy-file", "FILE", "What is recorded: an audit.k8s.io/v1 Policy", (o, v) => o with { PolicyFile = v }),
        .. Log().Select(f => f.In<AuditOptions>(o => o.Log, (o, l) => o with { Log = l })),
        .. Output<AuditLogOptions>("log", "blocking", 1, false).Select(f => f.In<AuditOptions>(o => o.Log, (o, l) => o with { Log = l })),
        .. Webhook().Select(f => f.In<AuditOptions>(o => o.Webhook, (o, w) => o with { Webhook = w })),
        .. Output<AuditWebhookOptions>("webhook", "batch", 400, true).Select(f => f.In<AuditOptions>(o => o.Webhook, (o, w) => o with { Webhook = w })),
    ];

    private static IReadOnlyList<ServerFlag<AuditLogOptions>> Log() =>
    [
        new("audit-log-path", "FILE", "Write events to this file; - is standard output", (o, v) => o with { Path = v }),
        new("audit-log-format", "FORMAT", "json, one event a line (default); legacy is not supported", Format),
        new("audit-log-maxage", "DAYS", "Remove rotated files that are older (default 366; 0 for never)", (o, v) => o with { MaxAge = FlagValues.Number(v, 0) }),
        new("audit-log-maxbackup", "COUNT", "Keep so many rotated files (default 100; 0 for all)", (o, v) => o with { MaxBackup = FlagValues.Number(v, 0) }),
        new("audit-log-maxsize", "MEGABYTES", "Rotate the file at this size (default 100; 0 for never)", (o, v) => o with { MaxSize = FlagValues.Number(v, 0) }),
    ];

    private static IReadOnlyList<ServerFlag<AuditWebhookOptions>> Webhook() =>
    [
        new("audit-webhook-config-file", "FILE", "Post events to the server of this kubeconfig", (o, v) => o with { ConfigFile = v }),
        new("audit-webhook-initial-backoff", "DURATION", "Pause before a failed batch is sent again, growing; five tries (default 10s)",
            (o, v) => o with { InitialBackoff = FlagValues.Duration(v) }),
    ];

    private static IEnumerable<ServerFlag<T>> Output<T>(string name, string mode, int batch, bool throttle)
        where T : AuditOutputOptions
    {
        yield return new ServerFlag<T>($"audit-{name}-mode", "MODE", $"batch, blocking or blocking-strict (default {mode})", (o, v) => o with { Mode = Mode(v) });
        foreach (var flag in Batch($"audit-{name}-batch-", batch, throttle))
        {
            yield return flag.In<T>(o => o.Batch, (o, b) => o with { Batch = b });
        }

        foreach (var flag in Truncate($"audit-{name}-truncate-"))
        {
            yield return flag.In<T>(o => o.Truncate, (o, t) => o with { Truncate = t });
        }
    }

    private static IReadOnlyList<ServerFlag<AuditBatchOptions>> Batch(string prefix, int size, bool throttle) =>
    [
        new($"{prefix}buffer-size", "COUNT", "In mode batch: events that wait at most; more are lost (default 10000)", (o, v) => o with { BufferSize = FlagValues.Number(v, 1) }),
        new($"{prefix}max-size", "COUNT", $"In mode batch: events sent at once (default {size})", (o, v) => o with { MaxBatchSize = FlagValues.Number(v, 1) }),
        new($"{prefix}max-wait", "DURATION", "In mode batch: send what is there after this time (default 30s)", (o, v) => o with { MaxBatchWait = FlagValues.Duration(v) }),
        new($"{prefix}throttle-enable", "[=BOOL]", $"In mode batch: bound the rate of batches (default {(throttle ? "true" : "false")})",
            (o, v) => o with { ThrottleEnable = FlagValues.Switch(v) }) { IsSwitch = true },
        new($"{prefix}throttle-qps", "NUMBER", "Batches a second on average (default 10)", (o, v) => o with { ThrottleQps = FlagValues.Positive(v) }),
        new($"{prefix}throttle-burst", "COUNT", "Batches at once after a quiet time (default 15)", (o, v) => o with { ThrottleBurst = FlagValues.Number(v, 1) }),
    ];

    private static IReadOnlyList<ServerFlag<AuditTruncateOptions>> Truncate(string prefix) =>
    [
        new($"{prefix}enabled", "[=BOOL]", "Bound the size of events and batches (default false)", (o, v) => o with { Enabled = FlagValues.Switch(v) }) { IsSwitch = true },
        new($"{prefix}max-event-size", "BYTES", "A larger event loses its objects (default 102400)", (o, v) => o with { MaxEventSize = FlagValues.Number(v, 1) }),
        new($"{prefix}max-batch-size", "BYTES", "A larger batch is sent in parts (default 10485760)", (o, v) => o with { MaxBatchSize = FlagValues.Number(v, 1) }),
    ];

    private static AuditLogOptions Format(AuditLogOptions options, string format) => format == "json"
        ? options
        : throw new FormatException("only json is supported");

    private static AuditMode Mode(string text) => FlagValues.OneOf(text, "batch", "blocking", "blocking-strict") switch
    {
        "batch" => AuditMode.Batch,
        "blocking" => AuditMode.Blocking,
        _ => AuditMode.BlockingStrict,
    };
}
