using System.Globalization;

namespace Outrigger.ApiMachinery.Gnostic;

/// <summary>
/// The messages of one version of OpenAPI, read from a table of lines. <c>Message member=2:type …</c>: type as in <see cref="GnosticField"/>,
/// with <c>*</c> behind it for a list; the member <c>x-</c> is any extension, <c>*</c> any other. <c>Message ? condition->2:type …</c> is a choice.
/// A line that begins with a blank goes on with the line before.
/// </summary>
internal sealed class GnosticSchema
{
    private readonly Dictionary<string, GnosticMessage> messages = new(StringComparer.Ordinal);

    public GnosticSchema(string table)
    {
        foreach (var line in table.Replace("\n ", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            messages[words[0]] = words is [_, "?", ..] ? Choice(words[2..]) : Message(words[1..]);
        }
    }

    public GnosticMessage this[string name] => messages[name];

    private static GnosticMessage Message(string[] words)
    {
        var message = new GnosticMessage();
        foreach (var word in words)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var field = Field(word[(equals + 1)..]);
            switch (word[..equals])
            {
                case "x-": message.Extensions = field; break;
                case "*": message.Rest = field; break;
                case var name: message.Fields[name] = field; break;
            }
        }

        return message;
    }

    private static GnosticMessage Choice(string[] words)
    {
        var message = new GnosticMessage();
        foreach (var word in words)
        {
            var arrow = word.IndexOf("->", StringComparison.Ordinal);
            message.Choices.Add(new GnosticChoice(word[..arrow], Field(word[(arrow + 2)..])));
        }

        return message;
    }

    private static GnosticField Field(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var number = int.Parse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture);
        return new(number, text[(colon + 1)..].TrimEnd('*'), text[^1] == '*');
    }
}
