namespace Outrigger.ApiMachinery.Apply;

/// <summary>The three shapes of values that server-side apply knows.</summary>
[Flags]
internal enum Shapes
{
    None = 0,
    Map = 1,
    Scalar = 2,
    List = 4,
    Any = Map | Scalar | List,
}
