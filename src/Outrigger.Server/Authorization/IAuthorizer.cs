namespace Outrigger.Server.Authorization;

/// <summary>Decides what a user may do. Asked in order of registration until one allows or denies.</summary>
public interface IAuthorizer
{
    /// <summary>Unique; named in logs and metrics.</summary>
    string Name { get; }

    /// <summary>Decides; an exception is answered with 500 and denies.</summary>
    ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken);
}
