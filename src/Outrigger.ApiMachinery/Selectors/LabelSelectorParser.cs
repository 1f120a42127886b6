using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ApiMachinery.Selectors;

/// <summary>Parses the text of a label selector; grammar and words of refusal are those of apimachinery's labels package.</summary>
internal sealed class LabelSelectorParser(string text)
{
    private const string OperatorWords = "in, notin, =, ==, !=, gt, lt";

    private readonly List<LabelToken> tokens = LabelLexer.Scan(text);
    private int position;

    private LabelToken Ahead => tokens[position];

    public List<LabelRequirement> Parse()
    {
        var requirements = new List<LabelRequirement>();
        while (true)
        {
            if (Ahead.KindAsValue == LabelTokenKind.End)
            {
                return requirements;
            }

            if (!StartsRequirement(Ahead))
            {
                throw Refuse($"found '{Ahead.Text}', expected: !, identifier, or 'end of string'");
            }

            requirements.Add(ParseRequirement());
            var next = tokens[position++];
            if (next.Kind == LabelTokenKind.End)
            {
                return requirements;
            }

            if (next.Kind != LabelTokenKind.Comma)
            {
                throw Refuse($"found '{next.Text}', expected: ',' or 'end of string'");
            }

            if (!StartsRequirement(Ahead))
            {
                throw Refuse($"found '{Ahead.Text}', expected: identifier after ','");
            }
        }
    }

    private static bool StartsRequirement(LabelToken token) => token.KindAsValue is LabelTokenKind.Word or LabelTokenKind.Not;

    private static StatusException Refuse(string why) => ApiErrors.BadRequest(why);

    private static StatusException RefuseRequirement(string why) => Refuse($"unable to parse requirement: {why}");

    private LabelRequirement ParseRequirement()
    {
        var token = tokens[position++];
        var not = token.Kind == LabelTokenKind.Not;
        if (not)
        {
            token = tokens[position++];
        }

        if (token.KindAsValue != LabelTokenKind.Word)
        {
            throw RefuseRequirement($"found '{token.Text}', expected: identifier");
        }

        // The path of a key in a selector's text is unknown; Kubernetes prints Go's nil for it.
        var key = token.Text;
        LabelChecks.Key(key, "<nil>", RefuseRequirement);
        if (not || Ahead.Kind is LabelTokenKind.End or LabelTokenKind.Comma)
        {
            return new LabelRequirement(key, not ? LabelOperator.DoesNotExist : LabelOperator.Exists, []);
        }

        var op = ParseOperator();
        var values = op is LabelOperator.In or LabelOperator.NotIn ? ParseSet() : [ParseValue()];
        var requirement = new LabelRequirement(key, op, [.. values]);
        LabelChecks.Values(requirement, RefuseRequirement);
        return requirement;
    }

    private LabelOperator ParseOperator()
    {
        var token = tokens[position++];
        return token.Kind switch
        {
            LabelTokenKind.In => LabelOperator.In,
            LabelTokenKind.NotIn => LabelOperator.NotIn,
            LabelTokenKind.Equal => LabelOperator.Equal,
            LabelTokenKind.DoubleEqual => LabelOperator.DoubleEqual,
            LabelTokenKind.NotEqual => LabelOperator.NotEqual,
            LabelTokenKind.Greater => LabelOperator.GreaterThan,
            LabelTokenKind.Less => LabelOperator.LessThan,
            _ => throw RefuseRequirement($"found '{token.Text}', expected: {OperatorWords}"),
        };
    }

    private string ParseValue()
    {
        if (Ahead.Kind is LabelTokenKind.End or LabelTokenKind.Comma)
        {
            return "";
        }

        var token = tokens[position++];
        return token.KindAsValue == LabelTokenKind.Word ? token.Text : throw RefuseRequirement($"found '{token.Text}', expected: identifier");
    }

    // Nothing between two commas, or between a comma and a parenthesis, is the empty value.
    private SortedSet<string> ParseSet()
    {
        var open = tokens[position++];
        if (open.Kind != LabelTokenKind.Open)
        {
            throw RefuseRequirement($"found '{open.Text}' expected: '('");
        }

        if (Ahead.KindAsValue is not (LabelTokenKind.Word or LabelTokenKind.Comma or LabelTokenKind.Close))
        {
            throw RefuseRequirement($"found '{Ahead.Text}', expected: ',', ')' or identifier");
        }

        var values = new SortedSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var token = tokens[position++];
            switch (token.KindAsValue)
            {
                case LabelTokenKind.Word:
                    values.Add(token.Text);
                    if (Ahead.Kind is not (LabelTokenKind.Comma or LabelTokenKind.Close))
                    {
                        throw RefuseRequirement($"found '{Ahead.Text}', expected: ',' or ')'");
                    }

                    break;
                case LabelTokenKind.Comma:
                    if (values.Count == 0 || Ahead.Kind is LabelTokenKind.Comma or LabelTokenKind.Close)
                    {
                        values.Add("");
                    }

                    break;
                case LabelTokenKind.Close:
                    return values.Count == 0 ? [""] : values;
                default:
                    throw RefuseRequirement($"found '{token.Text}', expected: ',', or identifier");
            }
        }
    }
}
