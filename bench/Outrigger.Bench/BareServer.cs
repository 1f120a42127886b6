using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Outrigger.Bench;

/// <summary>The ceiling: Kestrel that answers every request, once it has its body, with the same bytes, 64 KiB at a time.</summary>
internal static class BareServer
{
    private const int Chunk = 64 * 1024;

    public static async Task RunAsync(int bytes)
    {
        var body = new byte[bytes];
        Array.Fill(body, (byte)'x');
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(SelfSigned())));
        var app = builder.Build();
        app.Run(async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
            http.Response.ContentType = "application/json";
            var writer = http.Response.BodyWriter;
            for (var at = 0; at < body.Length; at += Chunk)
            {
                var part = body.AsSpan(at, Math.Min(Chunk, body.Length - at));
                part.CopyTo(writer.GetSpan(part.Length));
                writer.Advance(part.Length);
                await writer.FlushAsync(http.RequestAborted);
            }
        });
        await app.StartAsync();
        Console.WriteLine(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port);
        await Console.In.ReadLineAsync();
        await app.StopAsync();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddMinutes(-1), now.AddDays(1));
    }
}
