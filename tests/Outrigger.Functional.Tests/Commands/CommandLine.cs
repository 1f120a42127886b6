namespace Outrigger.Functional.Tests.Commands;

/// <summary>Command lines as tests write them.</summary>
internal static class CommandLine
{
    /// <summary>The arguments: split at spaces; single quotes keep one together.</summary>
    public static List<string> Split(string commandLine)
    {
        var arguments = new List<string>();
        var current = new System.Text.StringBuilder();
        var (quoted, any) = (false, false);
        foreach (var c in commandLine)
        {
            if (c == '\'')
            {
                (quoted, any) = (!quoted, true);
            }
            else if (c == ' ' && !quoted)
            {
                End();
            }
            else
            {
                current.Append(c);
            }
        }

        End();
        return arguments;

        void End()
        {
            if (any || current.Length > 0)
            {
                arguments.Add(current.ToString());
            }

            current.Clear();
            any = false;
        }
    }
}
