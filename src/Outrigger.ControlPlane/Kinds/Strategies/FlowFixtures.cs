using System.Text.Json.Nodes;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>
/// The specs that nobody changes: of the flow schemas and priority levels that every cluster must have (apiserver
/// pkg/apis/flowcontrol/bootstrap, Mandatory…).
/// </summary>
internal static class FlowFixtures
{
    private const string AnyRequest = """
        "resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],"clusterScope":true,"namespaces":["*"]}],
        "nonResourceRules":[{"verbs":["*"],"nonResourceURLs":["*"]}]
        """;

    /// <summary>Null for a schema that may be anything.</summary>
    public static JsonObject? Schema(string name) => name switch
    {
        "exempt" => Parse($$"""
            {"priorityLevelConfiguration":{"name":"exempt"},"matchingPrecedence":1,"rules":[{
             "subjects":[{"kind":"Group","group":{"name":"system:masters"} }],{{AnyRequest}} }]}
            """),
        "catch-all" => Parse($$$"""
            {"priorityLevelConfiguration":{"name":"catch-all"},"matchingPrecedence":10000,"distinguisherMethod":{"type":"ByUser"},"rules":[{
             "subjects":[{"kind":"Group","group":{"name":"system:unauthenticated"} },{"kind":"Group","group":{"name":"system:authenticated"}}],
             {{{AnyRequest}}} }]}
            """),
        _ => null,
    };

    /// <summary>Null for a level that may be anything.</summary>
    public static JsonObject? Level(string name) => name switch
    {
        "exempt" => Parse("""{"type":"Exempt","exempt":{"nominalConcurrencyShares":0,"lendablePercent":0}}"""),
        "catch-all" => Parse("""
            {"type":"Limited","limited":{"nominalConcurrencyShares":5,"lendablePercent":0,"limitResponse":{"type":"Reject"} } }
            """),
        _ => null,
    };

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
