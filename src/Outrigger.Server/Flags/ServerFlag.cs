namespace Outrigger.Server.Flags;

/// <summary>One flag that sets something of <typeparamref name="T"/>. A set of them stands beside the options that they are for.</summary>
/// <param name="Name">Without dashes.</param>
/// <param name="Value">What stands for its value in the help, and what a wrong one is told: <c>DURATION</c>.</param>
/// <param name="Help">One line.</param>
/// <param name="Apply">Sets it; throws <see cref="FormatException"/> for a bad value, with a text that says what is good.</param>
public sealed record ServerFlag<T>(string Name, string Value, string Help, Func<T, string, T> Apply)
{
    /// <summary>Whether it may stand without a value, which means true.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>The same flag where <typeparamref name="T"/> is a part of something larger.</summary>
    public ServerFlag<TWhole> In<TWhole>(Func<TWhole, T> get, Func<TWhole, T, TWhole> set) =>
        new(Name, Value, Help, (whole, value) => set(whole, Apply(get(whole), value))) { IsSwitch = IsSwitch };

    /// <summary>Sets it; a bad value becomes a problem that names the flag.</summary>
    public T TryApply(T options, string value, ICollection<string> problems)
    {
        try
        {
            return Apply(options, value);
        }
        catch (FormatException e)
        {
            problems.Add($"--{Name}={value}: {e.Message}");
            return options;
        }
    }
}
