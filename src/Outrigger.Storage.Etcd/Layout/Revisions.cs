namespace Outrigger.Storage.Etcd.Layout;

/// <summary>
/// The store's revisions: etcd's own, and a number more where an import began the store, as no one can raise those of a running etcd.
/// </summary>
/// <param name="Base">What is added; 0 unless a store was imported.</param>
internal readonly record struct Revisions(long Base)
{
    public long FromEtcd(long revision) => revision + Base;

    /// <summary>Zero stays zero (the newest; not there); what was before the store began is negative, and none of etcd's.</summary>
    public long ToEtcd(long revision) => revision == 0 ? 0 : revision > Base ? revision - Base : -1;
}
