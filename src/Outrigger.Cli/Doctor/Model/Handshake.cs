using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Cli.Doctor.Model;

/// <summary>What a server showed when TLS was spoken to it.</summary>
/// <param name="Backend">The server.</param>
/// <param name="Leaf">Its certificate.</param>
/// <param name="Intermediates">What it sent besides.</param>
/// <param name="AsksForCertificate">Whether it asked for a client certificate, without which no front proxy can prove itself.</param>
/// <param name="AcceptedIssuers">Whose certificates it said it takes; empty when it did not say.</param>
internal sealed record Handshake(
    Backend Backend, X509Certificate2 Leaf, X509Certificate2Collection Intermediates, bool AsksForCertificate, IReadOnlyList<string> AcceptedIssuers);
