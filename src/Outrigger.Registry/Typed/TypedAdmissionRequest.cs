using System.Diagnostics.CodeAnalysis;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Registry.Admission;

namespace Outrigger.Registry.Typed;

/// <summary>What a <see cref="TypedAdmission{T}"/> sees of a write. Objects are read when they are first asked for.</summary>
/// <typeparam name="T">The C# class of the kind.</typeparam>
public sealed class TypedAdmissionRequest<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>
    where T : class
{
    private readonly AdmissionRequest request;
    private readonly Lazy<T?> obj;
    private readonly Lazy<T?> old;

    internal TypedAdmissionRequest(AdmissionRequest request, Lazy<T?> obj, Lazy<T?> old)
    {
        this.request = request;
        this.obj = obj;
        this.old = old;
    }

    /// <summary>What is about to happen.</summary>
    public AdmissionOperation Operation => request.Operation;

    /// <summary>The new object; null for a delete.</summary>
    public T? Object => obj.Value;

    /// <summary>The stored object, not to be changed; null for a create.</summary>
    public T? OldObject => old.Value;

    /// <summary>Who asks, after impersonation.</summary>
    public UserInfo User => request.Context.User;

    /// <summary>Empty for cluster-scoped kinds.</summary>
    public string Namespace => request.Context.Namespace;

    /// <summary>Empty for a create whose name is generated.</summary>
    public string Name => request.Context.Name;

    /// <summary>Nothing will be stored: have no side effects.</summary>
    public bool DryRun => request.Context.DryRun;

    /// <summary>The request as plugins of all kinds see it.</summary>
    public AdmissionRequest Request => request;

    internal bool WasRead => obj.IsValueCreated;

    /// <summary>Tells the client something, as a Warning header; the write goes on.</summary>
    public void Warn(string text) => request.Context.Warnings.Add(text);
}
