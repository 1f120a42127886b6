using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;

namespace Outrigger.ControlPlane.Namespaces;

/// <summary>An object that every namespace has.</summary>
/// <param name="Resource">What it is.</param>
/// <param name="Name">The same in every namespace.</param>
/// <param name="Data">What its <c>data</c> has to be; null when it has none.</param>
internal sealed record KeptObject(GroupVersionResource Resource, string Name, KeyValuePair<string, string>? Data = null)
{
    /// <summary>The account of pods that name none.</summary>
    public static KeptObject Account { get; } = new(CoreResources.ServiceAccounts, "default");

    /// <summary>The authority that signs the server's certificate, PEM.</summary>
    public static KeptObject RootCertificate(string pem) => new(CoreResources.ConfigMaps, "kube-root-ca.crt", new("ca.crt", pem));

    /// <summary>A new one.</summary>
    public JsonObject Make()
    {
        var made = new JsonObject { ["metadata"] = new JsonObject { ["name"] = Name } };
        Correct(made);
        return made;
    }

    /// <summary>Whether one that is there says what it has to.</summary>
    public bool IsRight(JsonObject there) => Data is not { } data || JsonNodes.GetString(there, "data", data.Key) == data.Value;

    /// <summary>Makes it say so.</summary>
    public void Correct(JsonObject there)
    {
        if (Data is { } data)
        {
            there["data"] = new JsonObject { [data.Key] = data.Value };
        }
    }
}
