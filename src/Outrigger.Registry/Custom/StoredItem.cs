namespace Outrigger.Registry.Custom;

/// <summary>An object as a storage of the user's has it.</summary>
/// <typeparam name="T">The C# class of the kind.</typeparam>
/// <param name="Object">With metadata.name, and metadata.namespace when the kind has namespaces. A missing uid is made up from the name.</param>
/// <param name="Version">Of the storage's own making; another one after every change of this object, never two states under one.</param>
public sealed record StoredItem<T>(T Object, string Version)
    where T : class;
