using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Resources;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>What a request path names: a resource or one of its subresources.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Subresource">Null for the resource itself.</param>
/// <param name="Bytes">The constant parts of its answers.</param>
internal sealed record ResourceTarget(ServedResource Resource, ServedSubresource? Subresource, KindBytes Bytes)
{
    private OutputRules? rules;
    private OutputRules? listRules;

    /// <summary>The kind of the bodies.</summary>
    public KindDefinition Kind => Subresource?.Kind ?? Resource.Kind;

    public KindOrigin Origin => Subresource?.Origin ?? Resource.Origin;

    public ResourceVerbs Verbs => Subresource?.Verbs ?? Resource.Verbs;

    public GroupResource GroupResource => Resource.Kind.Resource.GroupResource;

    /// <summary>Whether its objects are answers to a create and nothing else (reviews, tokens): they have no tables and no paths.</summary>
    public bool IsAnswerAlone => Verbs is { Create: not null, Get: null, List: null, Update: null, Delete: null };

    /// <summary>The encodings and forms of its answers.</summary>
    public OutputRules OutputRules => rules ??= new OutputRules
    {
        Protobuf = Origin == KindOrigin.BuiltIn,
        Table = !IsAnswerAlone,
        Metadata = !IsAnswerAlone,
        Routed = Resource.Origin == KindOrigin.BuiltIn,
    };

    /// <summary>The same for lists.</summary>
    public OutputRules ListRules => listRules ??= OutputRules with { Streams = true, Lists = true };
}
