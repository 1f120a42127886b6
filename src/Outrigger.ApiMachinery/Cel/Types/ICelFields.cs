namespace Outrigger.ApiMachinery.Cel.Types;

/// <summary>The declared fields of an object type.</summary>
public interface ICelFields
{
    /// <summary>The type of a field by the name that expressions use; null when there is none.</summary>
    CelType? Find(string name);
}
