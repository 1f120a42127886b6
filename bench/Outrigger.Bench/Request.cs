using System.Text;

namespace Outrigger.Bench;

/// <summary>A request to be sent, over whichever version of HTTP.</summary>
/// <param name="Method">GET, POST, …</param>
/// <param name="Path">With the query.</param>
/// <param name="Body">Null for none.</param>
/// <param name="Type">Of the body.</param>
internal sealed record Request(string Method, string Path, string? Body = null, string Type = "application/json")
{
    /// <summary>As HTTP/1.1 puts it on the wire; <paramref name="headers"/> are whole lines.</summary>
    public byte[] ToWire(string headers)
    {
        var content = Body is null ? "" : $"Content-Type: {Type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(Body)}\r\n";
        return Encoding.UTF8.GetBytes($"{Method} {Path} HTTP/1.1\r\n{headers}{content}\r\n{Body}");
    }
}
