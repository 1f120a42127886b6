using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Stores;
using Outrigger.Server.Authorization;
using Outrigger.Server.Networking;
using Outrigger.Storage.Cache;

namespace Outrigger.ControlPlane.Admission;

/// <summary>The plugins that ask admission webhooks. Made before the stores that their configurations are in.</summary>
internal sealed class WebhookPlugins
{
    public WebhookPlugins(ServiceResolver services, IAuthorizer authorizer, TimeProvider time, ILogger log)
    {
        Matcher = new HookMatcher(() => Cache(CoreResources.Namespaces), authorizer, log);
        var caller = new HookCaller(log);
        Mutating = new MutatingWebhooks(Table(CoreResources.MutatingWebhookConfigurations), Matcher, caller);
        Validating = new ValidatingWebhooks(Table(CoreResources.ValidatingWebhookConfigurations), Matcher, caller);

        HookTable Table(GroupVersionResource resource) => new(() => Cache(resource), services, time);
    }

    public IAdmissionPlugin Mutating { get; }

    public IAdmissionPlugin Validating { get; }

    /// <summary>Finds out what a request is about.</summary>
    public HookMatcher Matcher { get; }

    /// <summary>Where the configurations and namespaces are; set before the first write.</summary>
    public IReadOnlyDictionary<GroupResource, ObjectStore> Stores { private get; set; } = new Dictionary<GroupResource, ObjectStore>();

    /// <summary>What is stored of a resource.</summary>
    public ResourceCache Cache(GroupVersionResource resource) => Stores[resource.GroupResource].Cache;
}
