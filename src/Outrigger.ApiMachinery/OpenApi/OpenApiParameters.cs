namespace Outrigger.ApiMachinery.OpenApi;

/// <summary>The parameters that the requests of Kubernetes have.</summary>
internal static class OpenApiParameters
{
    public static readonly OpenApiParameter Namespace = new("namespace", "string", "The namespace of the object.", "path");
    public static readonly OpenApiParameter Name = new("name", "string", "The name of the object.", "path");
    public static readonly OpenApiParameter Pretty = new("pretty", "string", "If 'true', the answer is indented.");

    public static readonly IReadOnlyList<OpenApiParameter> None = [];

    public static readonly IReadOnlyList<OpenApiParameter> List =
    [
        new("allowWatchBookmarks", "boolean", "Whether a watch may send BOOKMARK events, which tell how far the server has come."),
        new("continue", "string", "Asks for the next page: the token of the page before."),
        new("fieldSelector", "string", "Only objects whose fields fit, for example metadata.name=x."),
        new("labelSelector", "string", "Only objects whose labels fit, for example app=x,tier in (a,b)."),
        new("limit", "integer", "How many objects a page has at most."),
        new("resourceVersion", "string", "The version of the collection that is asked for, or that a watch begins after."),
        new("resourceVersionMatch", "string", "How resourceVersion is meant: Exact or NotOlderThan."),
        new("sendInitialEvents", "boolean", "Whether a watch begins with an event for each object there is."),
        new("timeoutSeconds", "integer", "After how many seconds the call ends."),
        new("watch", "boolean", "Changes as they happen, as a stream, instead of a list."),
    ];

    public static readonly IReadOnlyList<OpenApiParameter> Write =
    [
        new("dryRun", "string", "If 'All', everything is done but the change is not stored."),
        new("fieldManager", "string", "Who makes the change, at most 128 printable characters."),
        new("fieldValidation", "string", "What happens about unknown and repeated fields: Ignore, Warn or Strict."),
    ];

    public static readonly IReadOnlyList<OpenApiParameter> Patch =
    [
        .. Write,
        new("force", "boolean", "Whether an apply takes over fields that others manage."),
    ];

    public static readonly IReadOnlyList<OpenApiParameter> Delete =
    [
        Write[0],
        new("gracePeriodSeconds", "integer", "How many seconds the object has before it goes; 0 is at once."),
        new("ignoreStoreReadErrorWithClusterBreakingPotential", "boolean", "Deletes an object that cannot be read, whatever follows from that."),
        new("orphanDependents", "boolean", "Older form of propagationPolicy."),
        new("propagationPolicy", "string", "What happens to the objects that it owns: Orphan, Background or Foreground."),
    ];

    public static readonly IReadOnlyList<OpenApiParameter> DeleteCollection =
    [
        .. Delete,
        .. List.Where(p => p.Name is not ("allowWatchBookmarks" or "watch")),
    ];
}
