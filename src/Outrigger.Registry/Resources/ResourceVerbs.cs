namespace Outrigger.Registry.Resources;

/// <summary>What a resource or subresource can do, found out once at registration. A null verb is answered with 405.</summary>
public sealed record ResourceVerbs
{
    public IObjectGetter? Get { get; init; }

    public IObjectLister? List { get; init; }

    public IObjectWatcher? Watch { get; init; }

    public IObjectCreator? Create { get; init; }

    /// <summary>Answers create instead of <see cref="Create"/>.</summary>
    public IObjectAction? Act { get; init; }

    public IObjectUpdater? Update { get; init; }

    public IObjectDeleter? Delete { get; init; }

    /// <summary>Whether deletecollection is served (namespaces and services of old had none).</summary>
    public bool DeleteCollection { get; init; }
}
