namespace Outrigger.ControlPlane.Expressions;

/// <summary>The names of the variables in expressions of admission.</summary>
internal static class AdmissionVariables
{
    public const string Object = "object";
    public const string OldObject = "oldObject";
    public const string Request = "request";
    public const string NamespaceObject = "namespaceObject";
    public const string Params = "params";
    public const string Variables = "variables";
    public const string Authorizer = "authorizer";
    public const string RequestResource = "authorizer.requestResource";
}
