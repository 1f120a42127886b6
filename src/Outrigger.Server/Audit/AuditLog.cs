using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Outrigger.Client.Configuration;
using Outrigger.Server.Audit.Events;
using Outrigger.Server.Audit.Outputs;
using Outrigger.Server.Audit.Policies;

namespace Outrigger.Server.Audit;

/// <summary>Records requests as a policy says, in a file, at a webhook, or both.</summary>
public sealed class AuditLog : IAsyncDisposable
{
    private readonly AuditPolicy policy;
    private readonly IReadOnlyList<AuditOutput> outputs;
    private readonly AuditMetrics metrics;
    private readonly TimeProvider time;
    private int closed;

    internal AuditLog(AuditPolicy policy, IReadOnlyList<AuditOutput> outputs, AuditMetrics metrics, TimeProvider time)
    {
        this.policy = policy;
        this.outputs = outputs;
        this.metrics = metrics;
        this.time = time;
    }

    /// <summary>Where its figures come from: a page that follows it shows those of no other server of the process.</summary>
    internal Meter Meter => metrics.Meter;

    /// <summary>Opens what the options name; null when nothing is to be recorded. Throws <see cref="AuditException"/>.</summary>
    public static AuditLog? Open(AuditOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var problems = new List<string>();
        var policy = ReadPolicy(options, problems);
        if (problems.Count > 0)
        {
            throw new AuditException(string.Join(Environment.NewLine, problems));
        }

        return policy is null ? null : Open(policy, options, time, loggers.CreateLogger<AuditLog>());
    }

    /// <summary>Adds what is wrong with the options; reads the files that they name, opens nothing.</summary>
    public static void Check(AuditOptions options, ICollection<string> problems) => ReadPolicy(options, problems);

    /// <summary>What the policy says about a request.</summary>
    public AuditDecision Decide(AuditSubject subject)
    {
        var decision = policy.Decide(subject);
        metrics.Level(decision.Level);
        return decision;
    }

    /// <summary>Makes the event of a stage, unless the policy leaves it out. False when the request must not go on without it.</summary>
    public async ValueTask<bool> TellAsync(AuditRecord record, AuditStages stage)
    {
        record.Told |= stage;
        if (!record.Tells(stage))
        {
            return true;
        }

        var one = AuditEventWriter.Write(record, stage, stage == AuditStages.RequestReceived ? record.Received : time.GetUtcNow());
        metrics.Event();
        var goesOn = true;
        foreach (var output in outputs)
        {
            goesOn &= await output.SendAsync(one).ConfigureAwait(false);
        }

        return goesOn;
    }

    /// <summary>Counts a request that was refused because its event could not be written.</summary>
    public void Rejected() => metrics.Rejected();

    /// <summary>Writes what waits and closes the outputs; a second time does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) == 1)
        {
            return;
        }

        foreach (var output in outputs)
        {
            await output.DisposeAsync().ConfigureAwait(false);
        }

        metrics.Dispose();
    }

    private static AuditLog Open(AuditPolicy policy, AuditOptions options, TimeProvider time, ILogger logger)
    {
        var metrics = new AuditMetrics();
        var outputs = new List<AuditOutput>();
        try
        {
            if (options.Log.Path.Length > 0)
            {
                outputs.Add(new AuditOutput(AuditFile.Open(options.Log, time), options.Log, metrics, time, logger));
            }

            if (options.Webhook.ConfigFile.Length > 0)
            {
                outputs.Add(new AuditOutput(AuditWebhook.Open(options.Webhook, time), options.Webhook, metrics, time, logger));
            }

            return new AuditLog(policy, outputs, metrics, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException($"--audit-log-path: cannot write {options.Log.Path}: {e.Message}");
        }
        catch (ClientConfigException e)
        {
            throw new AuditException($"--audit-webhook-config-file: {e.Message}");
        }
    }

    private static AuditPolicy? ReadPolicy(AuditOptions options, ICollection<string> problems)
    {
        var writes = options.Log.Path.Length > 0 || options.Webhook.ConfigFile.Length > 0;
        if (options.PolicyFile.Length == 0)
        {
            if (writes)
            {
                problems.Add("--audit-log-path and --audit-webhook-config-file record nothing without --audit-policy-file: docs/operations.md has one to begin with");
            }

            return null;
        }

        if (!writes)
        {
            problems.Add("--audit-policy-file is given without --audit-log-path or --audit-webhook-config-file: say where the events go");
        }

        if (options.Log.Truncate.MaxBatchSize < options.Log.Truncate.MaxEventSize || options.Webhook.Truncate.MaxBatchSize < options.Webhook.Truncate.MaxEventSize)
        {
            problems.Add("--audit-…-truncate-max-batch-size must not be less than --audit-…-truncate-max-event-size");
        }

        return ReadPolicy(options.PolicyFile, problems);
    }

    private static AuditPolicy? ReadPolicy(string path, ICollection<string> problems)
    {
        try
        {
            var policy = AuditPolicyReader.Read(File.ReadAllBytes(path), out var wrong);
            foreach (var problem in wrong)
            {
                problems.Add($"--audit-policy-file: {path}: {problem}");
            }

            return policy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"--audit-policy-file: cannot read {path}: {e.Message}");
            return null;
        }
    }
}
