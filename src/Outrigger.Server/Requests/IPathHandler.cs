namespace Outrigger.Server.Requests;

/// <summary>Answers paths that name no resource: <c>/version</c>, <c>/.well-known/…</c>. Asked after authorization.</summary>
public interface IPathHandler
{
    /// <summary>The paths of the index at <c>/</c>.</summary>
    IReadOnlyList<string> Paths { get; }

    /// <summary>Whether this handler answers the path; asked for every request that names no resource, so cheap.</summary>
    bool Handles(RequestInfo info);

    /// <summary>Answers. Refuses with a StatusException.</summary>
    Task ServeAsync(RequestContext request);
}
