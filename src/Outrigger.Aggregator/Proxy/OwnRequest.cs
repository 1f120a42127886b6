using Outrigger.Aggregator.Upstream;
using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Aggregator.Proxy;

/// <summary>A GET that the aggregator sends on its own behalf.</summary>
internal sealed class OwnRequest(string path, UserInfo user, string? accept = null, string? etag = null) : UpstreamRequest
{
    /// <summary>Who probes: may read every server's discovery.</summary>
    public static UserInfo Prober { get; } = new("system:kube-aggregator", [UserInfo.MastersGroup]);

    public override string Method => "GET";

    public override void WriteHead(RequestHeadWriter head, UpstreamTarget target)
    {
        head.Start(Method, path);
        head.Add("Host"u8, target.Authority);
        head.Add("User-Agent"u8, "outrigger-aggregator");
        if (accept is not null)
        {
            head.Add("Accept"u8, accept);
        }

        if (etag is not null)
        {
            head.Add("If-None-Match"u8, etag);
        }

        IdentityHeaders.Write(head, user);
    }
}
