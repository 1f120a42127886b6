using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Classes;

/// <summary>
/// Leaves out tolerations that another one of the list covers; of equal ones the first stays (kubernetes pkg/util/tolerations). Takes one look
/// at each, as a pod may have many.
/// </summary>
internal sealed class TolerationMerge
{
    private const string Equal = "Equal";
    private const string Exists = "Exists";
    private const string NoExecute = "NoExecute";

    // For how long the tolerations of one form tolerate at most.
    private readonly Dictionary<Form, long> longest = [];
    private readonly HashSet<Toleration> seen = [];

    /// <summary>The tolerations that stay, in their order.</summary>
    public static IReadOnlyList<JsonObject> Run(IReadOnlyList<JsonObject> all)
    {
        var facts = all.Select(Toleration.Of).ToList();
        var later = new TolerationMerge();
        var isCoveredLater = new bool[all.Count];
        for (var i = all.Count - 1; i >= 0; i--)
        {
            isCoveredLater[i] = later.Covers(facts[i]);
            later.Add(facts[i]);
        }

        var earlier = new TolerationMerge();
        var kept = new List<JsonObject>();
        for (var i = 0; i < all.Count; i++)
        {
            if (!isCoveredLater[i] && !earlier.seen.Contains(facts[i]) && !earlier.Covers(facts[i]))
            {
                earlier.Add(facts[i]);
                kept.Add(all[i]);
            }
        }

        return kept;
    }

    // Whether another toleration, which is not the same, tolerates all that this one does.
    private bool Covers(Toleration t) => Covers(t, t.Form.Effect) || (t.Form.Effect.Length > 0 && Covers(t, ""));

    private bool Covers(Toleration t, string effect) =>
        Covers(t, new Form(t.Form.Key, effect, Exists, ""))
        || (t.Form.Key.Length > 0 && Covers(t, new Form("", effect, Exists, "")))
        || (t.Form.Operator == Equal
            && (Covers(t, new Form(t.Form.Key, effect, Equal, t.Form.Value)) || Covers(t, new Form(t.Form.Key, effect, "", t.Form.Value))));

    private bool Covers(Toleration t, Form by) =>
        longest.TryGetValue(by, out var seconds)
        && (by == t.Form ? by.Effect == NoExecute && seconds > t.Seconds : by.Effect != NoExecute || seconds >= t.Seconds);

    private void Add(Toleration t)
    {
        seen.Add(t);
        longest[t.Form] = longest.TryGetValue(t.Form, out var most) ? Math.Max(most, t.Seconds) : t.Seconds;
    }

    private readonly record struct Form(string Key, string Effect, string Operator, string Value);

    // Without seconds it is for ever.
    private readonly record struct Toleration(Form Form, long Seconds)
    {
        public static Toleration Of(JsonObject toleration)
        {
            var text = (string field) => JsonNodes.GetString(toleration, field) ?? "";
            return new(new Form(text("key"), text("effect"), text("operator"), text("value")), JsonNodes.GetLong(toleration, "tolerationSeconds") ?? long.MaxValue);
        }
    }
}
