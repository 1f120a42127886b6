namespace Outrigger.Server.Extension;

/// <summary>One flag.</summary>
/// <param name="Name">Without dashes.</param>
/// <param name="Value">What stands for its value in the help.</param>
/// <param name="Help">One line.</param>
/// <param name="Apply">Sets it; throws FormatException for a bad value.</param>
internal sealed record ExtensionFlag(
    string Name, string Value, string Help, Func<ExtensionServerOptions, string, ExtensionServerOptions> Apply);
