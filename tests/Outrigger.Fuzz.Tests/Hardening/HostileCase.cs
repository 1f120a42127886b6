using System.Text;
using Outrigger.Fuzz.Tests.Hosting;
using Outrigger.Fuzz.Tests.Requests;

namespace Outrigger.Fuzz.Tests.Hardening;

/// <summary>A request that must be answered quickly and cheaply.</summary>
public sealed record HostileCase(string Name)
{
    internal FuzzRequest Request { get; init; } = null!;

    /// <summary>As the administrator; a body over the limit is cut off there.</summary>
    internal static HostileCase Of(string name, string method, string target, string type, string body) =>
        Of(name, method, target, type, Encoding.UTF8.GetBytes(body.Length > HostileBodies.Limit ? body[..HostileBodies.Limit] : body));

    internal static HostileCase Of(string name, string method, string target, string type, byte[] body) =>
        new(name) { Request = Corpus.Request(method, target, body, type, FuzzServer.AdminToken) };

    public override string ToString() => Name;
}
