using System.Net.Http.Headers;
using Outrigger.Client.Configuration;
using Outrigger.Client.Transport;
using Outrigger.Server.Audit.Events;

namespace Outrigger.Server.Audit.Outputs;

/// <summary>Posts events as an audit.k8s.io/v1 EventList. Any failure is tried again after a growing pause.</summary>
internal sealed class AuditWebhook : IAuditSink
{
    private const int Tries = 5;
    private const double Growth = 1.5;
    private const double Jitter = 0.2;
    private readonly HttpClient http;
    private readonly Uri address;
    private readonly AuditWebhookOptions options;
    private readonly TimeProvider time;

    private AuditWebhook(ClientConfig config, AuditWebhookOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        address = config.Server;
        http = new HttpClient(TransportFactory.Create(config)) { Timeout = TimeSpan.FromSeconds(30) };
    }

    public string Name => "webhook";

    /// <summary>Throws <see cref="ClientConfigException"/> for a bad kubeconfig.</summary>
    public static AuditWebhook Open(AuditWebhookOptions options, TimeProvider time) =>
        new(Kubeconfig.Load(options.ConfigFile).ToClientConfig(time), options, time);

    public async ValueTask WriteAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        foreach (var part in Parts(events))
        {
            await SendAsync(part, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task SendAsync(byte[] list, CancellationToken cancellationToken)
    {
        var pause = options.InitialBackoff;
        for (var tried = 1; ; tried++)
        {
            try
            {
                await PostAsync(list, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (tried < Tries && e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(pause * (1 + (Jitter * Random.Shared.NextDouble())), time, cancellationToken).ConfigureAwait(false);
                pause *= Growth;
            }
        }
    }

    private async Task PostAsync(byte[] list, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(list) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        // what it writes beside the code is nobody's business, and may have no end
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The lists to send: one, or several when it would be too large.</summary>
    private IEnumerable<byte[]> Parts(IReadOnlyList<AuditEvent> events)
    {
        var most = options.Truncate.Enabled ? options.Truncate.MaxBatchSize : long.MaxValue;
        var (begin, sum) = (0, 0L);
        for (var i = 0; i < events.Count; i++)
        {
            if (i > begin && sum + events[i].Json.Length > most)
            {
                yield return List(events, begin, i);
                (begin, sum) = (i, 0);
            }

            sum += events[i].Json.Length;
        }

        yield return List(events, begin, events.Count);
    }

    private static byte[] List(IReadOnlyList<AuditEvent> events, int begin, int end)
    {
        using var list = new MemoryStream();
        list.Write("{\"kind\":\"EventList\",\"apiVersion\":\"audit.k8s.io/v1\",\"metadata\":{},\"items\":["u8);
        for (var i = begin; i < end; i++)
        {
            list.Write(i == begin ? "{"u8 : ",{"u8);
            list.Write(events[i].Item.Span);
        }

        list.Write("]}"u8);
        return list.ToArray();
    }
}
