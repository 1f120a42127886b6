using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Registry.Admission;

/// <summary>A change through a subresource with a kind of its own (scale): admission sees that kind, not the object behind it.</summary>
internal interface IAdmittedView
{
    /// <summary>What admission sees.</summary>
    GroupVersionKind ViewKind { get; }

    /// <summary>The object as the subresource shows it: a new tree.</summary>
    JsonObject View(JsonObject obj);

    /// <summary>Brings what a plugin changed in the view into the object.</summary>
    void Accept(JsonObject view, JsonObject obj);
}
