using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Expressions;
using Outrigger.Registry.Admission;
using Outrigger.Server.Authorization;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Admission;

/// <summary>Which webhooks a request goes to, and in which version of its object.</summary>
internal sealed class HookMatcher(Func<ResourceCache> namespaces, IAuthorizer authorizer, ILogger log)
{
    private static readonly string[] Exempt =
    [
        "mutatingadmissionpolicies", "mutatingadmissionpolicybindings", "mutatingwebhookconfigurations",
        "validatingadmissionpolicies", "validatingadmissionpolicybindings", "validatingwebhookconfigurations",
    ];

    /// <summary>Webhooks never see what configures them (nobody could mend a broken one), nor what the server does for itself.</summary>
    public static bool IsExempt(AdmissionRequest request) =>
        request.Context.IsInternal
        || (request.Context.Resource.Group is "admissionregistration.k8s.io" && Exempt.Contains(request.Context.Resource.Resource, StringComparer.Ordinal));

    /// <summary>The form in which the webhook wants the request; null when it does not want it.</summary>
    public async ValueTask<HookTarget?> FindAsync(AdmissionHook hook, AdmissionRequest request, CancellationToken cancellationToken) =>
        await MatchAsync(hook, request, cancellationToken).ConfigureAwait(false) is { } target
        && (hook.Conditions.IsEmpty || await MatchesConditionsAsync(hook, target, request, cancellationToken).ConfigureAwait(false))
            ? target
            : null;

    /// <summary>The form in which the criteria name the request; null when they do not.</summary>
    public async ValueTask<HookTarget?> MatchAsync(IMatchCriteria criteria, AdmissionRequest request, CancellationToken cancellationToken) =>
        Target(criteria, request) is { } target
        && MatchesObject(criteria.Objects, request)
        && await MatchesNamespaceAsync(criteria.Namespaces, request, cancellationToken).ConfigureAwait(false)
            ? target
            : null;

    /// <summary>The namespace that a request is in; null for objects without one, and for namespaces themselves.</summary>
    public async ValueTask<JsonObject?> NamespaceAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
        IsNamespace(request) || request.Context.Namespace.Length == 0
            ? null
            : (await ReadNamespaceAsync(request.Context.Namespace, cancellationToken).ConfigureAwait(false)).ToTree();

    /// <summary>What webhooks are told as namespace: a namespace is in itself.</summary>
    public static string NamespaceOf(AdmissionRequest request) => IsNamespace(request) ? NameOf(request) : request.Context.Namespace;

    /// <summary>The name of the object; empty while it has none yet, and when a whole collection is deleted, as in Kubernetes.</summary>
    public static string NameOf(AdmissionRequest request) =>
        request.Context.IsOfCollection ? "" : request.Context.Name.Length > 0 ? request.Context.Name : JsonNodes.GetString(request.Object, "metadata", "name") ?? "";

    /// <summary>The operation as rules and reviews write it.</summary>
    public static string OperationOf(AdmissionRequest request) => request.Operation switch
    {
        AdmissionOperation.Create => "CREATE",
        AdmissionOperation.Update => "UPDATE",
        AdmissionOperation.Delete => "DELETE",
        _ => "CONNECT",
    };

    private static bool IsNamespace(AdmissionRequest request) => request.Context.Resource.GroupResource == CoreResources.Namespaces.GroupResource;

    private static HookTarget? Target(IMatchCriteria hook, AdmissionRequest request)
    {
        if (Matches(hook.Excluded, request, request.Context.Resource))
        {
            return null;
        }

        if ((hook.IsOpen && hook.Rules.Count == 0) || Matches(hook.Rules, request, request.Context.Resource))
        {
            return new HookTarget(request.Context.Resource, request.Kind, Form(request, request.Context.Resource));
        }

        if (hook.IsExact || request.Forms is not { } forms)
        {
            return null;
        }

        var other = forms.Kinds.FirstOrDefault(k => k.Resource != request.Context.Resource && Matches(hook.Rules, request, k.Resource));
        return other is null ? null : new HookTarget(other.Resource, other.Kind, other);
    }

    private static KindDefinition? Form(AdmissionRequest request, GroupVersionResource resource) =>
        request.Forms?.Kinds.FirstOrDefault(k => k.Resource == resource);

    private static bool Matches(IReadOnlyList<HookRule> rules, AdmissionRequest request, GroupVersionResource resource)
    {
        var context = request.Context;
        var namespaced = context.Namespace.Length > 0 && !IsNamespace(request);
        foreach (var rule in rules)
        {
            if (rule.Matches(OperationOf(request), resource, context.Subresource, namespaced) && rule.MatchesName(NameOf(request)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MatchesObject(LabelSelector selector, AdmissionRequest request) =>
        selector.IsEverything || MatchesLabels(selector, request.Object) || MatchesLabels(selector, request.OldObject);

    private static bool MatchesLabels(LabelSelector selector, JsonObject? obj) =>
        obj is not null && selector.Matches(JsonNodes.StringMap(JsonNodes.Get(obj, "metadata", "labels")));

    private async ValueTask<bool> MatchesConditionsAsync(
        AdmissionHook hook, HookTarget target, AdmissionRequest request, CancellationToken cancellationToken)
    {
        var decisions = new AccessDecisions(authorizer, request.Context.User);
        var variables = await HookConditions.VariablesAsync(request, target, decisions.Authorizer, cancellationToken).ConfigureAwait(false);
        var (holds, why) = await hook.Conditions.EvaluateAsync(decisions, variables, cancellationToken).ConfigureAwait(false);
        if (holds is { } decided)
        {
            return decided;
        }

        if (!hook.IgnoresFailure)
        {
            throw ApiErrors.Forbidden(request.Context.Resource.GroupResource, NameOf(request), why);
        }

        AdmissionLog.ConditionIgnored(log, hook.Name, why);
        return false;
    }

    // Objects without a namespace are never left out by the selector of namespaces.
    private async ValueTask<bool> MatchesNamespaceAsync(LabelSelector selector, AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (selector.IsEverything)
        {
            return true;
        }

        if (IsNamespace(request) && request.Operation != AdmissionOperation.Delete && request.Context.Subresource.Length == 0)
        {
            return MatchesLabels(selector, request.Object);
        }

        var name = NamespaceOf(request);
        if (name.Length == 0)
        {
            return true;
        }

        var ns = await ReadNamespaceAsync(name, cancellationToken).ConfigureAwait(false);
        return selector.Matches(ns.Labels);
    }

    private async ValueTask<StoredObject> ReadNamespaceAsync(string name, CancellationToken cancellationToken)
    {
        var key = StoreKeys.Key(CoreResources.Namespaces.GroupResource, "", name);
        var cache = namespaces();
        await cache.ReadyAsync(cancellationToken).ConfigureAwait(false);

        // Another server may have made it a moment ago.
        return cache.Current.Get(key)
            ?? (await cache.LatestAsync(cancellationToken).ConfigureAwait(false)).Get(key)
            ?? throw ApiErrors.NotFound(CoreResources.Namespaces.GroupResource, name);
    }
}
