using System.CommandLine;
using Outrigger.Cli.Users;

namespace Outrigger.Cli.Commands;

/// <summary><c>outrigger user add</c>.</summary>
internal static class UserAddCommand
{
    public static (Command Command, HelpPage Help) Create(TimeProvider time)
    {
        var name = new Argument<string>("NAME") { Description = "The user name" };
        var groups = new Option<string[]>("--group") { HelpName = "GROUP", Description = "A group of the user; may be given more than once" };
        var data = new Option<string>("--data-dir") { HelpName = "DIR", Description = "The server's data directory (default .outrigger)" };
        var pki = new Option<string>("--pki-dir") { HelpName = "DIR", Description = "The folder of the authorities, when the server was given one" };
        var file = new Option<string>("--kubeconfig")
        {
            HelpName = "FILE",
            Description = "Add the user, and a context named as the user, to this kubeconfig (default DATA-DIR/users/NAME.kubeconfig)",
        };
        var force = new Option<bool>("--force") { Description = "Allow the group system:masters, and replace a user that is there" };
        var command = new Command("add", "Issues a client certificate for a user, for one year, into a kubeconfig.") { name, groups, data, pki, file, force };
        command.SetAction(result =>
        {
            var request = new UserRequest(
                result.GetRequiredValue(name),
                result.GetValue(groups) ?? [],
                result.GetValue(data) ?? ".outrigger",
                result.GetValue(file),
                result.GetValue(force)) { PkiDirectory = result.GetValue(pki) };
            var (path, context) = new UserIssuer(time).Add(request);
            var output = result.InvocationConfiguration.Output;
            output.WriteLine($"User {request.Name} can use {path}");
            output.WriteLine($"  kubectl --kubeconfig {path} --context {context} auth whoami");
            return 0;
        });
        var help = new HelpPage("outrigger user add NAME [flags]", [new OptionSection("Flags", [groups, data, pki, file, force])])
        {
            Examples = ["outrigger user add alice --group dev", "outrigger user add alice --group dev --kubeconfig .outrigger/kubeconfig"],
        };
        return (command, help);
    }
}
