using System.Text;
using System.Text.Json;
using Outrigger.Storage.Objects;

namespace Outrigger.Storage.Tests.Objects;

/// <summary>The reader of stored objects finds the tokens, and refuses the bytes, that .NET's own does.</summary>
public sealed class JsonTokensTests
{
    private static readonly string[] Values =
    [
        """{"metadata":{"name":"a","uid":"0\u002d1","labels":{"a\/b":"c","é":"ü \" \\ \n"},"generation":12},"data":{"x":[1,-2.5e+3,0,true,false,null,[],{}]}}""",
        """ { "a" : [ 1 , "b" , { "c" : null } ] , "d" : -0.1E-7 } """,
        "[]", "{}", "\"\"", "12", "null", "[[[[[[1]]],2]]]", "{\"a\":{\"a\":{\"a\":{}}}}", """["\uD83D\uDE00","\b\f\r\t"]""",
    ];

    private static readonly string[] Wrong =
    [
        "", " ", "{", "[", "\"", "\"a", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "[1,]", "[,1]", "{,}", "[1 2]", "{\"a\" 1}", "{1:2}",
        "{\"a\":1]", "[1}", "01", "-", "1.", "1e", "1e+", ".5", "+1", "tru", "nul", "True", "\"\n\"", "\"\\x\"", "\"\\u12g4\"", "\"\\", "\"\\u12", "'a'", "{\"a\":}", "[\u00a01]",
    ];

    [Fact]
    public void Read_OfJson_FindsTheTokensOfTheFramework()
    {
        foreach (var value in Values)
        {
            Own(Encoding.UTF8.GetBytes(value)).ShouldBe(Framework(Encoding.UTF8.GetBytes(value)).ShouldNotBeNull(), value);
        }
    }

    [Fact]
    public void Read_OfWhatIsNoJson_Throws()
    {
        foreach (var value in Wrong)
        {
            Own(Encoding.UTF8.GetBytes(value)).ShouldBeNull(value);
        }
    }

    [Fact]
    public void Read_OfChangedBytes_AgreesWithTheFramework()
    {
        var random = new Random(11);
        var inserts = "{}[]\",:\\ue0-.1tfn \n\u0001"u8.ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Values[random.Next(Values.Length)]).ToList();
            for (var change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(3))
                {
                    case 0:
                        bytes.RemoveAt(at);
                        break;
                    case 1:
                        bytes.Insert(at, inserts[random.Next(inserts.Length)]);
                        break;
                    default:
                        bytes[at] = inserts[random.Next(inserts.Length)];
                        break;
                }
            }

            Own([.. bytes]).ShouldBe(Framework([.. bytes]), Encoding.UTF8.GetString([.. bytes]));
        }
    }

    [Fact]
    public void Read_OfMoreLevelsThanAnObjectMayHave_Throws()
    {
        Own(Encoding.UTF8.GetBytes(new string('[', 514) + new string(']', 514))).ShouldNotBeNull();
        Own(Encoding.UTF8.GetBytes(new string('[', 5_000) + new string(']', 5_000))).ShouldBeNull();
    }

    [Fact]
    public void Skip_OfAValue_EndsAtItsEnd()
    {
        var json = new JsonTokens("""{"a":{"b":[1,{"c":2}]},"d":3}"""u8);
        json.Read();
        json.Read();
        json.Skip();
        json.TokenType.ShouldBe(JsonTokenType.EndObject);
        json.Read().ShouldBeTrue();
        json.ValueTextEquals("d"u8).ShouldBeTrue();
    }

    // null for what is refused; bytes after the value are for neither to see
    private static List<string>? Own(byte[] bytes)
    {
        var tokens = new List<string>();
        try
        {
            var json = new JsonTokens(bytes);
            while (json.Read())
            {
                var isText = json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
                tokens.Add($"{json.TokenType} {json.TokenStart} {Encoding.UTF8.GetString(json.ValueSpan)} {(isText ? Text(json) : "")}");
            }

            return tokens;
        }
        catch (JsonException)
        {
            return null;
        }

        static string Text(JsonTokens json)
        {
            try
            {
                return json.GetString();
            }
            catch (InvalidOperationException)
            {
                return "half a character";
            }
        }
    }

    private static List<string>? Framework(byte[] bytes)
    {
        var tokens = new List<string>();
        try
        {
            var json = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 514 });
            do
            {
                if (!json.Read())
                {
                    return null;
                }

                var isText = json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
                tokens.Add($"{json.TokenType} {json.TokenStartIndex} {Encoding.UTF8.GetString(json.ValueSpan)} {(isText ? Text(json) : "")}");
            }
            while (json.CurrentDepth > 0 || json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray);

            return tokens;
        }
        catch (JsonException)
        {
            return null;
        }

        static string Text(Utf8JsonReader json)
        {
            try
            {
                return json.GetString()!;
            }
            catch (InvalidOperationException)
            {
                return json.ValueIsEscaped ? "half a character" : Encoding.UTF8.GetString(json.ValueSpan);
            }
        }
    }
}
