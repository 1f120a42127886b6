using Outrigger.Server.Audit.Outputs;
using Outrigger.Server.Extension;
using Outrigger.Server.Settings;

namespace Outrigger.Server.Tests.Settings;

public sealed class SettingFlagsTests : IDisposable
{
    private readonly Audit.AuditFolder folder = new();

    public static TheoryData<string, string, Func<ServerSettings, object>, object> Flags => new()
    {
        { "shutdown-delay-duration", "1m30s", s => s.Shutdown.Delay, TimeSpan.FromSeconds(90) },
        { "shutdown-send-retry-after", "true", s => s.Shutdown.SendRetryAfter, true },
        { "shutdown-watch-termination-grace-period", "20s", s => s.Shutdown.WatchTerminationGracePeriod, TimeSpan.FromSeconds(20) },
        { "enable-priority-and-fairness", "false", s => s.FlowControl.EnablePriorityAndFairness, false },
        { "max-requests-inflight", "7", s => s.FlowControl.MaxRequestsInFlight, 7 },
        { "max-mutating-requests-inflight", "8", s => s.FlowControl.MaxMutatingRequestsInFlight, 8 },
        { "audit-policy-file", "policy", s => s.Audit.PolicyFile, "policy" },
        { "audit-log-path", "-", s => s.Audit.Log.Path, "-" },
        { "audit-log-format", "json", s => s.Audit.Log.Path, "" },
        { "audit-log-maxage", "1", s => s.Audit.Log.MaxAge, 1 },
        { "audit-log-maxbackup", "2", s => s.Audit.Log.MaxBackup, 2 },
        { "audit-log-maxsize", "3", s => s.Audit.Log.MaxSize, 3 },
        { "audit-log-mode", "batch", s => s.Audit.Log.Mode, AuditMode.Batch },
        { "audit-log-batch-buffer-size", "4", s => s.Audit.Log.Batch.BufferSize, 4 },
        { "audit-log-batch-max-size", "5", s => s.Audit.Log.Batch.MaxBatchSize, 5 },
        { "audit-log-batch-max-wait", "6s", s => s.Audit.Log.Batch.MaxBatchWait, TimeSpan.FromSeconds(6) },
        { "audit-log-batch-throttle-enable", "true", s => s.Audit.Log.Batch.ThrottleEnable, true },
        { "audit-log-batch-throttle-qps", "1.5", s => s.Audit.Log.Batch.ThrottleQps, 1.5 },
        { "audit-log-batch-throttle-burst", "9", s => s.Audit.Log.Batch.ThrottleBurst, 9 },
        { "audit-log-truncate-enabled", "true", s => s.Audit.Log.Truncate.Enabled, true },
        { "audit-log-truncate-max-event-size", "10", s => s.Audit.Log.Truncate.MaxEventSize, 10L },
        { "audit-log-truncate-max-batch-size", "11", s => s.Audit.Log.Truncate.MaxBatchSize, 11L },
        { "audit-webhook-config-file", "hook", s => s.Audit.Webhook.ConfigFile, "hook" },
        { "audit-webhook-initial-backoff", "12s", s => s.Audit.Webhook.InitialBackoff, TimeSpan.FromSeconds(12) },
        { "audit-webhook-mode", "blocking-strict", s => s.Audit.Webhook.Mode, AuditMode.BlockingStrict },
        { "audit-webhook-batch-buffer-size", "13", s => s.Audit.Webhook.Batch.BufferSize, 13 },
        { "audit-webhook-batch-max-size", "14", s => s.Audit.Webhook.Batch.MaxBatchSize, 14 },
        { "audit-webhook-batch-max-wait", "15s", s => s.Audit.Webhook.Batch.MaxBatchWait, TimeSpan.FromSeconds(15) },
        { "audit-webhook-batch-throttle-enable", "false", s => s.Audit.Webhook.Batch.ThrottleEnable, false },
        { "audit-webhook-batch-throttle-qps", "16", s => s.Audit.Webhook.Batch.ThrottleQps, 16.0 },
        { "audit-webhook-batch-throttle-burst", "17", s => s.Audit.Webhook.Batch.ThrottleBurst, 17 },
        { "audit-webhook-truncate-enabled", "true", s => s.Audit.Webhook.Truncate.Enabled, true },
        { "audit-webhook-truncate-max-event-size", "18", s => s.Audit.Webhook.Truncate.MaxEventSize, 18L },
        { "audit-webhook-truncate-max-batch-size", "19", s => s.Audit.Webhook.Truncate.MaxBatchSize, 19L },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Flags), DisableDiscoveryEnumeration = true)]
    public void Read_Flag_SetsWhatItNames(string name, string value, Func<ServerSettings, object> get, object expected) =>
        get(SettingFlags.Read([KeyValuePair.Create(name, value)], [])).ShouldBe(expected);

    [Fact]
    public void Flags_AreAllTested() =>
        SettingFlags.All.Select(f => f.Name).ShouldBe(Flags.Select(f => f.Data.Item1), ignoreOrder: true);

    [Fact]
    public void Read_Nothing_HasKubernetesDefaults()
    {
        var settings = SettingFlags.Read([], []);
        (settings.Audit.Log.Mode, settings.Audit.Webhook.Mode, settings.Audit.Webhook.Batch.MaxBatchSize).ShouldBe((AuditMode.Blocking, AuditMode.Batch, 400));
        (settings.FlowControl.EnablePriorityAndFairness, settings.FlowControl.MaxRequestsInFlight, settings.FlowControl.MaxMutatingRequestsInFlight).ShouldBe((true, 400, 200));
        (settings.Shutdown.Delay, settings.Shutdown.SendRetryAfter).ShouldBe((TimeSpan.Zero, false));
    }

    [Theory]
    [InlineData("audit-log-format", "legacy", "--audit-log-format=legacy: only json is supported")]
    [InlineData("audit-log-mode", "fast", "--audit-log-mode=fast: give one of batch, blocking, blocking-strict")]
    [InlineData("audit-log-maxage", "-1", "--audit-log-maxage=-1: give a whole number of 0 or more")]
    [InlineData("audit-log-batch-buffer-size", "0", "--audit-log-batch-buffer-size=0: give a whole number of 1 or more")]
    [InlineData("audit-webhook-batch-throttle-qps", "0", "--audit-webhook-batch-throttle-qps=0: give a number above 0")]
    [InlineData("shutdown-delay-duration", "10", "--shutdown-delay-duration=10: give a duration from 0 to 960h, for example 30s")]
    [InlineData("shutdown-send-retry-after", "maybe", "--shutdown-send-retry-after=maybe: give true or false")]
    [InlineData("audit-policy-file", "/nosuch/policy.yaml", "--audit-policy-file: cannot read /nosuch/policy.yaml")]
    public void Read_BadValue_SaysWhatIsGood(string name, string value, string problem)
    {
        var problems = new List<string>();
        SettingFlags.Read([KeyValuePair.Create(name, value)], problems);
        problems.ShouldContain(p => p.StartsWith(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_NoSeats_IsRefused()
    {
        var problems = new List<string>();
        SettingFlags.Read([KeyValuePair.Create("max-requests-inflight", "0"), KeyValuePair.Create("max-mutating-requests-inflight", "0")], problems);
        problems.ShouldHaveSingleItem().ShouldContain("--enable-priority-and-fairness=false for no limit");
    }

    [Fact]
    public void ExtensionFlags_TakeThemToo_SwitchesMayBeBare()
    {
        var options = ExtensionFlags.Parse(
            ["--shutdown-send-retry-after", "--shutdown-delay-duration", "5s", $"--audit-policy-file={folder.Policy}", "--audit-log-path=-", "--enable-priority-and-fairness=false"]);

        options.Settings.Shutdown.ShouldBe(new() { SendRetryAfter = true, Delay = TimeSpan.FromSeconds(5) });
        (options.Settings.Audit.Log.Path, options.Settings.FlowControl.EnablePriorityAndFairness).ShouldBe(("-", false));
        ExtensionFlags.Help("x").ShouldContain("--shutdown-send-retry-after[=BOOL]");
    }

    [Fact]
    public void ExtensionFlags_BadPolicy_IsToldWithTheRest()
    {
        File.WriteAllText(folder.Policy, "kind: Policy");
        var problems = Should.Throw<ArgumentException>(() => ExtensionFlags.Parse([$"--audit-policy-file={folder.Policy}", "--secure-port=x"])).Message;
        problems.ShouldContain("apiVersion: audit.k8s.io/v1");
        problems.ShouldContain("say where the events go");
        problems.ShouldContain("--secure-port=x");
    }
}
