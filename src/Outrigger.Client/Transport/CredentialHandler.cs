using System.Net;
using System.Net.Http.Headers;
using Outrigger.Client.Configuration;

namespace Outrigger.Client.Transport;

/// <summary>Adds the bearer token and the impersonation headers; after a 401 it tries once more when the token was renewed.</summary>
internal sealed class CredentialHandler(ITokenSource? token, Impersonation? impersonate, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        AddImpersonation(request.Headers);
        if (token is null || request.Headers.Authorization is not null)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var sent = await token.GetAsync(cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", sent);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized || !await token.RefreshAsync(sent, cancellationToken).ConfigureAwait(false))
        {
            return response;
        }

        response.Dispose();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token.GetAsync(cancellationToken).ConfigureAwait(false));
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private void AddImpersonation(HttpRequestHeaders headers)
    {
        if (impersonate is null || headers.Contains("Impersonate-User"))
        {
            return;
        }

        headers.Add("Impersonate-User", impersonate.User);
        if (impersonate.Uid.Length > 0)
        {
            headers.Add("Impersonate-Uid", impersonate.Uid);
        }

        if (impersonate.Groups.Count > 0)
        {
            headers.Add("Impersonate-Group", impersonate.Groups);
        }

        foreach (var (key, values) in impersonate.Extra)
        {
            headers.Add($"Impersonate-Extra-{Uri.EscapeDataString(key)}", values);
        }
    }
}
