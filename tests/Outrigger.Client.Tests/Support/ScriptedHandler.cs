using System.Net;
using System.Text;

namespace Outrigger.Client.Tests.Support;

/// <summary>Answers requests by a function and remembers them.</summary>
public sealed class ScriptedHandler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    private readonly List<string> seen = [];

    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (seen)
            {
                return [.. seen];
            }
        }
    }

    public static HttpResponseMessage Json(string body, HttpStatusCode code = HttpStatusCode.OK) =>
        new(code) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : " " + await request.Content.ReadAsStringAsync(cancellationToken);
        lock (seen)
        {
            seen.Add($"{request.Method} {Uri.UnescapeDataString(request.RequestUri!.PathAndQuery)}{body}");
        }

        return answer(request);
    }
}
