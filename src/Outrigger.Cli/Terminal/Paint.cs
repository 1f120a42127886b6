namespace Outrigger.Cli.Terminal;

/// <summary>Colour for people: only on a terminal, and never when NO_COLOR is set (no-color.org).</summary>
internal sealed class Paint(bool isTerminal, string? noColor)
{
    private readonly bool on = isTerminal && string.IsNullOrEmpty(noColor);

    /// <summary>For what the process writes to its standard output.</summary>
    public static Paint ForOutput() => new(!Console.IsOutputRedirected, Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>For what the process writes to its standard error.</summary>
    public static Paint ForError() => new(!Console.IsErrorRedirected, Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Whether colour is used.</summary>
    public bool IsOn => on;

    public string Good(string text) => With("32", text);

    public string Bad(string text) => With("31", text);

    public string Strong(string text) => With("1", text);

    public string Faint(string text) => With("2", text);

    private string With(string code, string text) => on ? $"\e[{code}m{text}\e[0m" : text;
}
