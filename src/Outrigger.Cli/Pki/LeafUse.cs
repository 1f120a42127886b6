namespace Outrigger.Cli.Pki;

/// <summary>What a certificate may be used for.</summary>
internal enum LeafUse
{
    Client,
    Server,
}
