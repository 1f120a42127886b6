using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;

namespace Outrigger.Server.Http;

/// <summary>Content negotiation as Kubernetes does it (endpoints/handlers/negotiation), with its refusals.</summary>
internal static class OutputNegotiator
{
    private const string NoStream = "";

    /// <summary>The format of an answer; StatusException 406 when nothing fits.</summary>
    public static OutputFormat Negotiate(HttpRequest request, OutputRules rules)
    {
        var header = request.Headers.Accept.ToString();
        if (header is "" or "*/*" or MediaTypes.Json)
        {
            return new OutputFormat(WireEncoding.Json, ObjectForm.Whole, NoStream, PrettyRule.Wants(request));
        }

        var clauses = AcceptClause.Parse(header);
        if (rules.Routed)
        {
            RefuseUnrouted(clauses, rules);
        }

        return Match(clauses, rules, PrettyRule.Wants(request))
            ?? throw ApiErrors.NotAcceptable($"only the following media types are accepted: {string.Join(", ", MediaTypes.Objects)}");
    }

    /// <summary>The format of a watch: as <see cref="Negotiate"/>, but YAML has no stream.</summary>
    public static OutputFormat NegotiateStream(HttpRequest request, OutputRules rules)
    {
        var format = Negotiate(request, rules with { Streams = true });
        return format.Encoding == WireEncoding.Yaml
            ? throw ApiErrors.NotAcceptable($"only the following media types are accepted: {string.Join(", ", MediaTypes.Streams)}")
            : format with { Pretty = false };
    }

    /// <summary>The format of a refusal, which must always have one.</summary>
    public static OutputFormat ForStatus(HttpRequest request)
    {
        var pretty = PrettyRule.Wants(request);
        var header = request.Headers.Accept.ToString();
        var format = header.Length == 0 ? null : Match(AcceptClause.Parse(header), OutputRules.Plain, pretty);
        return format ?? new OutputFormat(WireEncoding.Json, ObjectForm.Whole, NoStream, pretty);
    }

    private static void RefuseUnrouted(IReadOnlyList<AcceptClause> clauses, OutputRules rules)
    {
        foreach (var clause in clauses)
        {
            if ((clause.Type == "*" && clause.Subtype == "*") || Encoding($"{clause.Type}/{clause.Subtype}") is not null)
            {
                return;
            }
        }

        var types = rules.Streams ? MediaTypes.Objects.Concat(MediaTypes.Streams) : MediaTypes.Objects;
        throw new StatusException(new Status(
            StatusCodes.Status406NotAcceptable,
            StatusReasons.NotAcceptable,
            $"406: Not Acceptable\n\nAvailable representations: {string.Join(", ", types)}",
            new StatusDetails()));
    }

    private static WireEncoding? Encoding(string mediaType) => mediaType switch
    {
        MediaTypes.Json => WireEncoding.Json,
        MediaTypes.Yaml => WireEncoding.Yaml,
        MediaTypes.Protobuf => WireEncoding.Protobuf,
        _ => null,
    };

    private static OutputFormat? Match(IReadOnlyList<AcceptClause> clauses, OutputRules rules, bool pretty)
    {
        var unencodable = false;
        foreach (var clause in clauses)
        {
            for (var i = 0; i < MediaTypes.Objects.Count; i++)
            {
                var encoding = (WireEncoding)i;
                if (!clause.Covers("application", MediaTypes.Objects[i]["application/".Length..]) || Form(clause, encoding, rules) is not { } form)
                {
                    continue;
                }

                if (encoding == WireEncoding.Protobuf && form.Form == ObjectForm.Whole && !rules.Protobuf)
                {
                    unencodable = true;
                    continue;
                }

                var wantsPretty = pretty || form.Pretty;
                return new OutputFormat(encoding, form.Form, form.Version, encoding == WireEncoding.Json && wantsPretty);
            }
        }

        return unencodable
            ? throw ApiErrors.NotAcceptable("objects of this kind have no protobuf form: accept application/json or application/yaml")
            : null;
    }

    private static (ObjectForm Form, string Version, bool Pretty)? Form(AcceptClause clause, WireEncoding encoding, OutputRules rules)
    {
        string? kind = null, group = null, version = null;
        var pretty = false;
        foreach (var (key, value) in clause.Parameters)
        {
            switch (key)
            {
                case "as": kind = value; break;
                case "g": group = value; break;
                case "v": version = value; break;
                case "pretty": pretty = value == "1"; break;
                case "stream" when value != "watch" || encoding == WireEncoding.Yaml: return null;
            }
        }

        if (kind is null && group is null && version is null)
        {
            return (ObjectForm.Whole, "", pretty);
        }

        if (group != "meta.k8s.io" || version is not ("v1" or "v1beta1"))
        {
            return null;
        }

        return kind switch
        {
            "Table" when rules.Table && encoding != WireEncoding.Protobuf => (ObjectForm.Table, version, pretty),
            "PartialObjectMetadata" when rules is { Metadata: true, Lists: false } => (ObjectForm.Metadata, version, pretty),
            "PartialObjectMetadataList" when rules is { Metadata: true, Lists: true } => (ObjectForm.Metadata, version, pretty),
            _ => null,
        };
    }
}
