namespace Outrigger.ApiMachinery.Validation;

/// <summary>Checks an object's name; the answer is one text for each fault, none for a good name.</summary>
/// <param name="name">The name, or what a name is generated from.</param>
/// <param name="prefix">Whether something will be appended to the name, so that a dash at its end is fine.</param>
public delegate IReadOnlyList<string> NameRule(string name, bool prefix);
