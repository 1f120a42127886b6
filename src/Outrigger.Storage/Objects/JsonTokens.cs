using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Outrigger.Storage.Objects;

/// <summary>
/// Reads the tokens of one JSON value that is whole in memory, as <see cref="Utf8JsonReader"/> does, by the same grammar (RFC 8259). All of
/// it is compiled ahead: a server that starts reads every stored object once, before the compiler has made that reader's searches fast.
/// Throws <see cref="JsonException"/>.
/// </summary>
internal ref struct JsonTokens(ReadOnlySpan<byte> utf8)
{
    private readonly ReadOnlySpan<byte> utf8 = utf8;
    private Levels objects;
    private int depth;

    public JsonTokenType TokenType { get; private set; }

    /// <summary>Where the token starts: for a text, its quote.</summary>
    public int TokenStart { get; private set; }

    /// <summary>After the token; after a property's name, where its value starts or the space before it.</summary>
    public int Position { get; private set; }

    /// <summary>The bytes of a name, text, number or literal as they stand there, without quotes.</summary>
    public ReadOnlySpan<byte> ValueSpan { get; private set; }

    public bool ValueIsEscaped { get; private set; }

    /// <summary>Goes to the next token; false after the last one.</summary>
    public bool Read()
    {
        if (depth == 0 && TokenType != JsonTokenType.None)
        {
            return false;
        }

        SkipSpace();
        if (TokenType == JsonTokenType.PropertyName || depth == 0)
        {
            ReadValue();
            return true;
        }

        var isObject = objects.IsSet(depth - 1);
        if (Peek() == (isObject ? '}' : ']'))
        {
            End(isObject ? JsonTokenType.EndObject : JsonTokenType.EndArray);
            return true;
        }

        if (TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            Expect((byte)',');
            SkipSpace();
        }

        if (isObject)
        {
            ReadName();
        }
        else
        {
            ReadValue();
        }

        return true;
    }

    /// <summary>Goes to the end of the value that starts here, or of the one that a name has.</summary>
    public void Skip()
    {
        if (TokenType == JsonTokenType.PropertyName)
        {
            Read();
        }

        if (TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            for (var level = depth; depth >= level;)
            {
                Read();
            }
        }
    }

    /// <summary>Whether a name or text is this one.</summary>
    public readonly bool ValueTextEquals(ReadOnlySpan<byte> text) =>
        ValueIsEscaped ? Encoding.UTF8.GetBytes(GetString()).AsSpan().SequenceEqual(text) : ValueSpan.SequenceEqual(text);

    /// <summary>A name or text, without its escapes.</summary>
    public readonly string GetString()
    {
        if (!ValueIsEscaped)
        {
            return Encoding.UTF8.GetString(ValueSpan);
        }

        var json = new Utf8JsonReader(utf8.Slice(TokenStart, ValueSpan.Length + 2));
        json.Read();
        return json.GetString()!;
    }

    /// <summary>The number here, when it is a whole one.</summary>
    public readonly bool TryGetInt64(out long number) =>
        Utf8Parser.TryParse(ValueSpan, out number, out var length) && length == ValueSpan.Length;

    private static bool IsDigit(int b) => b is >= '0' and <= '9';

    private readonly int Peek() => Position < utf8.Length ? utf8[Position] : -1;

    private void SkipSpace()
    {
        while (Peek() is ' ' or '\n' or '\r' or '\t')
        {
            Position++;
        }
    }

    private void Expect(byte wanted)
    {
        if (Peek() != wanted)
        {
            throw Wrong();
        }

        Position++;
    }

    private void ReadName()
    {
        ReadText(JsonTokenType.PropertyName);
        SkipSpace();
        Expect((byte)':');
    }

    private void ReadValue()
    {
        switch (Peek())
        {
            case '"':
                ReadText(JsonTokenType.String);
                break;
            case '{':
                Begin(JsonTokenType.StartObject);
                break;
            case '[':
                Begin(JsonTokenType.StartArray);
                break;
            case 't':
                ReadLiteral(JsonTokenType.True, "true"u8);
                break;
            case 'f':
                ReadLiteral(JsonTokenType.False, "false"u8);
                break;
            case 'n':
                ReadLiteral(JsonTokenType.Null, "null"u8);
                break;
            default:
                ReadNumber();
                break;
        }
    }

    private void Begin(JsonTokenType type)
    {
        if (depth == Levels.Most)
        {
            throw new JsonException($"more than {Levels.Most} levels");
        }

        objects.Set(depth++, type == JsonTokenType.StartObject);
        Take(type, Position, 1);
    }

    private void End(JsonTokenType type)
    {
        depth--;
        Take(type, Position, 1);
    }

    private void ReadLiteral(JsonTokenType type, ReadOnlySpan<byte> text)
    {
        if (!utf8[Position..].StartsWith(text))
        {
            throw Wrong();
        }

        Take(type, Position, text.Length);
    }

    private void Take(JsonTokenType type, int start, int length)
    {
        TokenType = type;
        TokenStart = start;
        ValueSpan = utf8.Slice(start, length);
        ValueIsEscaped = false;
        Position = start + length;
    }

    private void ReadText(JsonTokenType type)
    {
        var start = Position;
        Expect((byte)'"');
        var escaped = false;
        while (true)
        {
            var b = Peek();
            if (b == '"')
            {
                break;
            }

            if (b < ' ')
            {
                throw Wrong(); // a control character, or the end
            }

            Position++;
            if (b == '\\')
            {
                escaped = true;
                SkipEscape();
            }
        }

        Position++;
        TokenType = type;
        TokenStart = start;
        ValueSpan = utf8[(start + 1)..(Position - 1)];
        ValueIsEscaped = escaped;
    }

    private void SkipEscape()
    {
        var b = Peek();
        if (b is not ('"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't' or 'u'))
        {
            throw Wrong();
        }

        Position++;
        for (var i = 0; b == 'u' && i < 4; i++)
        {
            if (Peek() is not (>= '0' and <= '9' or >= 'a' and <= 'f' or >= 'A' and <= 'F'))
            {
                throw Wrong();
            }

            Position++;
        }
    }

    private void ReadNumber()
    {
        var start = Position;
        Position += Peek() == '-' ? 1 : 0;
        if (Peek() == '0')
        {
            Position++;
        }
        else
        {
            ReadDigits();
        }

        if (Peek() == '.')
        {
            Position++;
            ReadDigits();
        }

        if (Peek() is 'e' or 'E')
        {
            Position++;
            Position += Peek() is '+' or '-' ? 1 : 0;
            ReadDigits();
        }

        if (Peek() is not (-1 or ',' or ']' or '}' or ' ' or '\n' or '\r' or '\t'))
        {
            throw Wrong();
        }

        Take(JsonTokenType.Number, start, Position - start);
    }

    private void ReadDigits()
    {
        if (!IsDigit(Peek()))
        {
            throw Wrong();
        }

        while (IsDigit(Peek()))
        {
            Position++;
        }
    }

    private readonly JsonException Wrong() => new(Position < utf8.Length ? $"byte {Position} is not JSON" : "the JSON is cut off");

    /// <summary>A bit for each open level: whether it is an object.</summary>
    [InlineArray(Words)]
    private struct Levels
    {
        public const int Most = Words * 64;
        private const int Words = 9;
        private ulong word;

        public readonly bool IsSet(int level) => (this[level >> 6] & (1UL << level)) != 0;

        public void Set(int level, bool on) => this[level >> 6] = on ? this[level >> 6] | (1UL << level) : this[level >> 6] & ~(1UL << level);
    }
}
