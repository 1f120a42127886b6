using System.Text.Json.Nodes;

namespace Outrigger.Registry.Admission;

/// <summary>The object behind a subresource that has a kind of its own (scale), for plugins that want the whole of it.</summary>
public sealed class AdmissionParent
{
    private readonly IAdmittedView view;
    private readonly JsonObject shown;
    private readonly JsonObject obj;

    internal AdmissionParent(IAdmittedView view, JsonObject shown, JsonObject obj, JsonObject old, AdmissionForms forms)
    {
        this.view = view;
        this.shown = shown;
        this.obj = obj;
        OldObject = old;
        Forms = forms;
    }

    /// <summary>The object as the write would leave it, not to be changed: what plugins changed in the Scale is in it.</summary>
    public JsonObject Object
    {
        get
        {
            view.Accept(shown, obj);
            return obj;
        }
    }

    /// <summary>The stored object, not to be changed.</summary>
    public JsonObject OldObject { get; }

    /// <summary>The versions in which both can be shown; the apiVersion of an object tells which one it is in.</summary>
    public AdmissionForms Forms { get; }

    /// <summary>What the subresource shows of a changed object: a new tree.</summary>
    internal JsonObject View(JsonObject changed) => view.View(changed);
}
