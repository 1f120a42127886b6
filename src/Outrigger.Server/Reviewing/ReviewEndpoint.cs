using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Client.Configuration;
using Outrigger.Client.Transport;

namespace Outrigger.Server.Reviewing;

/// <summary>
/// A server that answers TokenReviews or SubjectAccessReviews: a webhook, or the main server of an extension server. Redirects are not
/// followed, the answer is bounded, and so is the time, tries included (500 ms, growing by half, five at most).
/// </summary>
public sealed class ReviewEndpoint : IDisposable
{
    private const int MaxAnswerBytes = 3 * 1024 * 1024;
    private const int MostTries = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    private readonly HttpMessageInvoker http;
    private readonly Uri url;
    private readonly TimeSpan limit;
    private readonly TimeProvider time;

    /// <summary>Sends over <paramref name="handler"/>, which it disposes of; credentials and trust are its business.</summary>
    /// <param name="handler">What sends the requests. It must not follow redirects.</param>
    /// <param name="url">Where reviews are posted to, to the letter.</param>
    /// <param name="limit">How long one question may take.</param>
    /// <param name="time">The clock.</param>
    public ReviewEndpoint(HttpMessageHandler handler, Uri url, TimeSpan limit, TimeProvider time)
    {
        http = new HttpMessageInvoker(handler);
        this.limit = limit;
        this.time = time;
        var join = url.Query.Length > 1 ? '&' : '?';
        this.url = new Uri(string.Create(CultureInfo.InvariantCulture, $"{url.AbsoluteUri}{join}timeout={limit.TotalSeconds:0.###}s"));
    }

    /// <summary>Told after every try: <c>success</c>, <c>error</c>, <c>timeout</c> or <c>canceled</c>, and the time it took.</summary>
    public Action<string, TimeSpan>? Measured { private get; init; }

    /// <summary>A webhook: the server of a kubeconfig, whose path is where reviews go.</summary>
    public static ReviewEndpoint Of(ClientConfig config, TimeSpan limit, TimeProvider time, Action<string, TimeSpan>? measured = null) =>
        new(TransportFactory.Create(config), new Uri(Plain(config.Server)), limit, time) { Measured = measured };

    /// <summary>An API server: the collection of a group's reviews.</summary>
    public static ReviewEndpoint Of(ClientConfig config, string group, string resource, TimeSpan limit, TimeProvider time) =>
        new(TransportFactory.Create(config), new Uri($"{Plain(config.Server)}/apis/{group}/v1/{resource}"), limit, time);

    /// <summary>The review with its status. Throws <see cref="ReviewException"/>.</summary>
    /// <param name="review">apiVersion, kind and spec; the answer must be of the same kind.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public async Task<JsonObject> AskAsync(JsonObject review, CancellationToken cancellationToken)
    {
        var body = ObjectWriter.ToUtf8(review);
        using var call = new CallLimit(limit, time, cancellationToken);
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(body, review, call).ConfigureAwait(false);
            }
            catch (ReviewException failure) when (failure.MayPass && attempt < MostTries && !call.Token.IsCancellationRequested)
            {
                await Task.Delay(Jittered(pause), time, call.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
                if (call.Token.IsCancellationRequested)
                {
                    throw;
                }

                pause *= 1.5;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static string Plain(Uri server) => server.AbsoluteUri.TrimEnd('/');

    private static TimeSpan Jittered(TimeSpan pause) => pause * (1 + (0.2 * Random.Shared.NextDouble()));

    private async Task<JsonObject> TryAsync(byte[] body, JsonObject review, CallLimit call)
    {
        var start = time.GetTimestamp();
        var result = "error";
        try
        {
            var answer = await ExchangeAsync(body, call.Token).ConfigureAwait(false);
            Check(review, answer);
            result = "success";
            return answer;
        }
        catch (OperationCanceledException e) when (call.IsTimeout(e))
        {
            result = "timeout";
            throw new ReviewException($"{url.Host}: {call.Reason(e)}", e) { IsTimeout = true };
        }
        catch (OperationCanceledException)
        {
            result = "canceled";
            throw;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ReviewException($"{url.Host}: {e.GetBaseException().Message}", e) { MayPass = true };
        }
        catch (ClientConfigException e)
        {
            throw new ReviewException(e.Message, e);
        }
        finally
        {
            Measured?.Invoke(result, time.GetElapsedTime(start));
        }
    }

    private async Task<JsonObject> ExchangeAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.ParseAdd("application/json, */*");
        request.Headers.UserAgent.ParseAdd("outrigger");
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is < HttpStatusCode.OK or > HttpStatusCode.PartialContent)
        {
            throw Refuse(response);
        }

        try
        {
            return ObjectReader.Read(await ReadAsync(response, cancellationToken).ConfigureAwait(false));
        }
        catch (ObjectReadException e)
        {
            throw new ReviewException($"{url.Host} answered with something that is no JSON object", e);
        }
    }

    // What was written beside the code may come from a machine that nobody should see through us.
    private ReviewException Refuse(HttpResponseMessage response)
    {
        var code = (int)response.StatusCode;
        var what = code is >= 300 and < 400 ? "with a redirect, which is not followed" : "with an error";
        return new ReviewException(string.Create(CultureInfo.InvariantCulture, $"{url.Host} answered {what}: {code}"))
        {
            MayPass = code is 429 or 500 or 504 || response.Headers.RetryAfter is not null,
        };
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        await BoundedContent.ReadAsync(response, MaxAnswerBytes, cancellationToken).ConfigureAwait(false)
        ?? throw new ReviewException($"{url.Host} answered with more than {MaxAnswerBytes} bytes");

    private void Check(JsonObject asked, JsonObject answer)
    {
        foreach (var field in (string[])["kind", "apiVersion"])
        {
            var wanted = JsonNodes.GetString(asked, field);
            if (!string.Equals(JsonNodes.GetString(answer, field), wanted, StringComparison.Ordinal))
            {
                throw new ReviewException($"{url.Host} answered with another {field} than {wanted}");
            }
        }
    }
}
