using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authentication;
using Outrigger.Server.Pipeline;

namespace Outrigger.Server.Hosting;

/// <summary>
/// Lets an <see cref="HttpClient"/> inside the process use the server without a socket: the same pipeline, authorization included.
/// </summary>
/// <param name="pipeline">The server.</param>
/// <param name="user">Who the requests are from.</param>
public sealed class InProcessHandler(RequestPipeline pipeline, UserInfo user) : HttpMessageHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var exchange = new InProcessExchange();
        var http = Context(request, body, exchange);
        exchange.Run(pipeline, http, cancellationToken);
        await exchange.Started.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Response(request, http.Response, exchange);
    }

    private DefaultHttpContext Context(HttpRequestMessage message, byte[] body, InProcessExchange exchange)
    {
        var target = message.RequestUri ?? throw new InvalidOperationException("the request has no URI");
        var request = new HttpRequestFeature
        {
            Method = message.Method.Method,
            Scheme = "https",
            Protocol = "HTTP/1.1",
            Path = target.AbsolutePath,
            RawTarget = target.PathAndQuery,
            QueryString = target.Query,
            Body = new MemoryStream(body, writable: false),
        };
        foreach (var (name, values) in message.Headers.NonValidated)
        {
            request.Headers[name] = values.ToArray();
        }

        if (message.Content is { } content)
        {
            foreach (var (name, values) in content.Headers.NonValidated)
            {
                request.Headers[name] = values.ToArray();
            }

            request.Headers.ContentLength = body.Length;
        }

        request.Headers.Host = target.Authority;
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(exchange);
        features.Set<IHttpResponseBodyFeature>(exchange);
        features.Set<IHttpRequestLifetimeFeature>(exchange);
        features.Set(new InProcessCaller(user));
        return new DefaultHttpContext(features);
    }

    private static HttpResponseMessage Response(HttpRequestMessage request, HttpResponse answer, InProcessExchange exchange)
    {
        var response = new HttpResponseMessage((HttpStatusCode)answer.StatusCode)
        {
            RequestMessage = request,
            Content = new InProcessContent(exchange),
        };
        foreach (var (name, values) in answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                response.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        return response;
    }
}
