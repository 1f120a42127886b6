using System.IO.Compression;
using System.Security.Cryptography;

namespace Outrigger.ApiMachinery.OpenApi;

/// <summary>
/// A document as it is kept: compressed, because there is one for every group version and few are ever asked for, and most clients
/// take it as it is.
/// </summary>
public sealed class OpenApiDocument
{
    /// <summary>Compresses a document.</summary>
    /// <param name="content">The document.</param>
    /// <param name="hash">Changes with the document; null for SHA-512 of it in upper-case hex.</param>
    public OpenApiDocument(ReadOnlySpan<byte> content, string? hash = null)
    {
        Hash = hash ?? Convert.ToHexString(SHA512.HashData(content));
        Length = content.Length;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        Packed = packed.ToArray();
    }

    /// <summary>The ETag, and the hash in the URL that the index names.</summary>
    public string Hash { get; }

    /// <summary>Bytes of the document when it is not compressed.</summary>
    public int Length { get; }

    /// <summary>The document, compressed with gzip.</summary>
    public ReadOnlyMemory<byte> Packed { get; }

    /// <summary>Decompresses the document.</summary>
    public byte[] Read()
    {
        var content = new byte[Length];
        using var packed = new MemoryStream(Packed.ToArray(), writable: false);
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        gzip.ReadExactly(content);
        return content;
    }
}
