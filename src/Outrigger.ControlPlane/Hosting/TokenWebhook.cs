using Outrigger.Client.Configuration;

namespace Outrigger.ControlPlane.Hosting;

/// <summary>A server that is asked about bearer tokens (--authentication-token-webhook-*).</summary>
/// <param name="Connection">Where it is and whom to trust there.</param>
/// <param name="Version">Of TokenReview: <c>v1</c> or <c>v1beta1</c>.</param>
/// <param name="CacheTtl">For how long its answers are believed.</param>
public sealed record TokenWebhook(ClientConfig Connection, string Version, TimeSpan CacheTtl);
