using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Operations;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;
using Outrigger.Storage.Objects;

namespace Outrigger.Server.Endpoints;

/// <summary>A request for a resource that is served here, authorised and routed.</summary>
internal sealed record ResourceRequest(RequestContext Request, ResourceTarget Target)
{
    public QueryParameters Query => Request.Info.Query;

    public CancellationToken Aborted => Request.Aborted;

    /// <summary>An object as a new tree in the requested version.</summary>
    public JsonObject Tree(StoredObject obj) => obj.ToTree(Target.Kind.Kind.GroupVersion.ToString(), Target.Kind.Kind.Kind);

    /// <summary>The context of an operation that only reads.</summary>
    public OperationContext ReadContext() => new()
    {
        User = Request.User,
        Resource = Target.Resource.Kind.Resource,
        Subresource = Request.Info.Subresource,
        Namespace = Target.Resource.Kind.Namespaced ? Request.Info.Namespace : "",
        Name = Request.Info.HasPathName ? Request.Info.Name : "",
        Now = Request.Received,
        Warnings = Request.Warnings,
    };

    /// <summary>The context of an operation that deletes: admission is asked.</summary>
    public OperationContext DeleteContext(bool dryRun) => ReadContext() with
    {
        DryRun = dryRun,
        Annotate = Request.Audit is { } audit ? audit.Annotate : null,
    };

    /// <summary>The context of an operation that writes.</summary>
    public OperationContext WriteContext(WriteOptions options, ReadReport? read = null) => DeleteContext(options.DryRun) with
    {
        FieldManager = options.FieldManager,
        GivenFieldManager = Query.Text("fieldManager"),
        GivenFieldValidation = Query.Text("fieldValidation"),
        FieldValidation = options.FieldValidation,
        Read = read,
        AuthorizeCreate = Request.RequireVerb is { } require ? token => require("create", token) : null,
    };
}
