namespace Outrigger.ControlPlane.Reviews;

/// <summary>Whose access, and where.</summary>
internal enum AccessReviewKind
{
    /// <summary>SelfSubjectAccessReview: the caller's.</summary>
    Self,

    /// <summary>SubjectAccessReview: anybody's, anywhere.</summary>
    Subject,

    /// <summary>LocalSubjectAccessReview: anybody's in the namespace of the path.</summary>
    Local,
}
