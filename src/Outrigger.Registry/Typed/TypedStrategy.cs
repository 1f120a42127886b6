using System.Diagnostics.CodeAnalysis;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Typed;

/// <summary>
/// What is particular to a typed kind. Override what you need; every hook may refuse with a StatusException
/// (<c>throw ApiErrors.BadRequest("…")</c>), and the two validations may collect field errors instead.
/// </summary>
/// <typeparam name="T">The C# class of the kind.</typeparam>
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] // which hooks are overridden is looked up
public abstract class TypedStrategy<T>
    where T : class
{
    /// <summary>Fills in what the client left out; runs on every create and update, before validation.</summary>
    public virtual void Default(T obj)
    {
    }

    /// <summary>Last changes before a create is validated.</summary>
    public virtual void PrepareForCreate(OperationContext context, T obj)
    {
    }

    /// <summary>Last changes before an update is validated.</summary>
    public virtual void PrepareForUpdate(OperationContext context, T obj, T old)
    {
    }

    /// <summary>Checks a create and, unless <see cref="ValidateUpdate"/> is overridden, an update.</summary>
    public virtual void Validate(T obj, FieldErrors errors)
    {
    }

    /// <summary>Checks an update against the stored object.</summary>
    public virtual void ValidateUpdate(T obj, T old, FieldErrors errors) => Validate(obj, errors);
}
