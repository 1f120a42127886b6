namespace Outrigger.Fuzz.Tests.Mutation;

/// <summary>What a parser may take for something: put in anywhere.</summary>
internal static class Words
{
    /// <summary>For the bytes of a JSON or YAML body.</summary>
    public static IReadOnlyList<string> Body { get; } =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "\\udc00\\ud800", "null", "true", "1e999", "-0", "9223372036854775808", "-9223372036854775809",
        "0.1e-400", "00", "NaN", "\0", "\uFEFF", "é", "\U0001F600", "&a ", "*a", "<<: ", "!!binary ", "!!str ", "!x ", "|\n", ">-\n", "- ", "? ", "---\n", "...\n", "%YAML 1.1\n", "\t", "\r\n",
        "#", "'", "@", "`", "0x1F", "0o17", "1_000", "12:30:45", "yes", "~", "2026-01-01", ".inf", "[[[[[[[[", "{\"a\":{\"a\":", "$patch", "\"$patch\":\"delete\",", "$retainKeys", "f:", "k:{", "v:",
        "\"kind\":\"List\",", "\"apiVersion\":\"v2\",", "\"metadata\":null,", "\"metadata\":[],", "\"name\":5,", "\"name\":\"..\",", "\"uid\":\"x\",", "\"resourceVersion\":\"1\",", "\"managedFields\":[{}],",
        "\"deletionTimestamp\":\"x\",", "\"generateName\":\"\",", "\"namespace\":\"other\",", "\"finalizers\":[null],", "\"spec\":null,", "\"status\":7,",
    ];

    /// <summary>For the value of a member, as JSON.</summary>
    public static IReadOnlyList<string> Values { get; } =
    [
        "null", "true", "false", "0", "-1", "1", "1.5", "2147483648", "-2147483649", "9223372036854775807", "1e308", "\"\"", "\" \"", "\"a\"", "\"..\"", "\"a/b\"", "\"%2e\"", "\"*\"", "\"-\"", "\"é\"", "\"\\u0000\"",
        "\"1\"", "\"5%\"", "\"-5%\"", "\"1Gi\"", "\"1e400\"", "\"99999999999999999999999999999999E9999\"", "\"0.0000000000000000001n\"", "\"2026-01-01T00:00:00Z\"", "\"0000-00-00T99:99:99Z\"", "\"9999-12-31T23:59:59.999999Z\"",
        "\"10.0.0.1\"", "\"010.0.0.1\"", "\"::ffff:1.2.3.4\"", "\"fe80::1%eth0\"", "\"10.0.0.0/33\"", "\"https://a\"", "\"AAEC\"", "\"not base64!\"", "\"IntOrString\"", "\"{.a[\"", "\".a['b']\"", "\"^(a+)+$\"", "\"(\"", "\"[z-a]\"", "\"\\\\\"",
        "[]", "{}", "[null]", "[[]]", "[{}]", "[1,\"a\",null]", "{\"\":null}", "{\"a\":{}}", "{\"$patch\":\"delete\"}", "{\"$patch\":\"replace\"}", "{\"$patch\":\"x\"}", "{\"f:a\":{}}", "{\".\":{}}", "{\"k:{\\\"name\\\":\\\"a\\\"}\":{}}", "{\"v:1\":{}}", "{\"i:0\":{}}",
        "{\"matchLabels\":{\"a\":\"b c\"}}", "{\"key\":\"a\",\"operator\":\"In\"}", "{\"name\":\"c\"}", "[{\"name\":\"c\"},{\"name\":\"c\"}]", "[\"x\",\"x\"]",
    ];

    /// <summary>For the name of a member.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "", "a", "kind", "apiVersion", "metadata", "spec", "status", "name", "namespace", "labels", "annotations", "uid", "resourceVersion", "generation", "managedFields", "ownerReferences", "finalizers", "deletionTimestamp",
        "creationTimestamp", "generateName", "selfLink", "data", "items", "$patch", "$retainKeys", "$setElementOrder/containers", "$deleteFromPrimitiveList/finalizers", "$setElementOrder", "$deleteFromPrimitiveList/", "f:a", "k:{}", ".", "op", "path", "from",
        "value", "a.b/c", "é", "\0", "selector", "matchLabels", "template", "containers", "ports", "type", "items", "properties", "not", "allOf", "default", "pattern", "$ref", "x-kubernetes-preserve-unknown-fields", "additionalProperties",
    ];

    /// <summary>For a path segment.</summary>
    public static IReadOnlyList<string> Segments { get; } =
    [
        "api", "apis", "v1", "v2", "apps", "batch", "namespaces", "default", "configmaps", "pods", "nodes", "gadgets", "fuzz.example.com", "one", "two", "nothing", "status", "scale", "token", "log", "exec", "proxy", "watch", "finalize", "eviction", "binding",
        "attach", "portforward", "ephemeralcontainers", "approval", "resize", "..", ".", "", "%2e%2e", "%2F", "%00", "%", "%zz", "%25", "%c0%ae", "a;b", "a#b", "a\\b", "é", "%F0%9F%98%80", "*", "a b", "+", "kube-system", "secrets", "customresourcedefinitions",
        "openapi", "v3", "livez", "version", "metrics", "events", "UPPER", "system:node", "bits",
    ];

    /// <summary>For the name of a query parameter.</summary>
    public static IReadOnlyList<string> QueryKeys { get; } =
    [
        "watch", "limit", "continue", "resourceVersion", "resourceVersionMatch", "labelSelector", "fieldSelector", "timeoutSeconds", "timeout", "allowWatchBookmarks", "sendInitialEvents", "pretty", "dryRun", "fieldManager", "fieldValidation", "force",
        "gracePeriodSeconds", "propagationPolicy", "orphanDependents", "ignoreStoreReadErrorWithClusterBreakingPotential", "includeObject", "hash", "verbose", "exclude", "shardSelector", "", "%zz", "a;b",
    ];

    /// <summary>For the value of a query parameter, as it stands in a query.</summary>
    public static IReadOnlyList<string> QueryValues { get; } =
    [
        "", "1", "0", "-1", "true", "false", "TRUE", "x", "All", "Strict", "Warn", "Ignore", "Exact", "NotOlderThan", "99999999999999999999", "9223372036854775807", "1.5", "1s", "-1s", "10000h", "1e9s", "Foreground", "Background", "Orphan",
        "a%3Db", "a+in+(b,c)", "a+notin+()", "!a", "a%3D%3Db,c!%3Dd", "a>1", "a<x", "a+in+(", "((((", ",,,,", "%3D", "metadata.name%3Done", "metadata.namespace%3Ddefault", "spec.nodeName%3Dx", "status.phase!%3DRunning", "nope%3D1", "a%5C", "a%3D%5C%2Cb", "%00", "%zz", "%ff",
        "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhIn0", "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6OTk5OTk5LCJzdGFydCI6Ii4uLy4uL3gifQ", "AAAA", "%F0%9F%98%80", "Metadata", "None", "Object", "a%26b", "a%0Ab",
    ];

    /// <summary>For Accept and Content-Type.</summary>
    public static IReadOnlyList<string> MediaTypes { get; } =
    [
        "application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/cbor", "text/plain", "text/html", "*/*", "application/*", "", " ", ",", ";", "application/json;q=0", "application/json;q=x", "application/json;charset=utf-16",
        "application/json;as=Table;v=v1;g=meta.k8s.io", "application/json;as=Table;v=v1beta1;g=meta.k8s.io", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io", "application/json;as=;v=;g=",
        "application/yaml;as=Table;v=v1;g=meta.k8s.io", "application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io", "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", "application/vnd.kubernetes.protobuf;stream=watch", "application/json;stream=watch",
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf", "application/com.github.proto-openapi.spec.v3@v1.0+protobuf", "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
        "application/apply-patch+yaml", "application/apply-patch+cbor", "application/openmetrics-text; version=1.0.0", "a/b/c", "application/json,application/yaml;q=0.5,*/*;q=0.1", "APPLICATION/JSON", "application/json; pretty=1", "é/é", "\"", "application/json;\"as\"=Table",
    ];

    /// <summary>Names of further headers.</summary>
    public static IReadOnlyList<string> Headers { get; } =
    [
        "Authorization", "Impersonate-User", "Impersonate-Group", "Impersonate-Uid", "Impersonate-Extra-a", "Impersonate-Extra-%zz", "X-Remote-User", "X-Remote-Group", "Content-Encoding", "Accept-Encoding", "Audit-ID", "If-None-Match", "User-Agent", "Connection",
        "Upgrade", "Origin", "traceparent", "baggage", "Range", "X-HTTP-Method-Override", "Sec-WebSocket-Protocol", "Kubectl-Command",
    ];

    /// <summary>Values of further headers.</summary>
    public static IReadOnlyList<string> HeaderValues { get; } =
    [
        "", " ", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer eyJhbGciOiJFUzI1NiIsImtpZCI6ImEifQ.eyJpc3MiOiJodHRwczovL2t1YmVybmV0ZXMuZGVmYXVsdC5zdmMifQ.AAAA", "Basic YTpi", "Bearer alice-token", "Bearer admin-token", "system:masters", "alice", "system:serviceaccount:default:one",
        "system:serviceaccount:a", "gzip", "deflate, gzip;q=0.5", "identity", "*", "é", "%00", "a,b", "x", "Upgrade", "websocket", "SPDY/3.1", "http://evil.example", "bytes=0-1", "\"abc\"", "W/\"x\"", "DELETE",
    ];
}
