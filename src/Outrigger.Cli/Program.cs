using System.CommandLine;
using Outrigger.Cli.Commands;

var time = TimeProvider.System;
var (up, upHelp) = UpCommand.Create(time);
var (add, addHelp) = UserAddCommand.Create(time);
var (version, versionHelp) = VersionCommand.Create();
var user = new Command("user", "Gives people and programs their own credentials.") { add };
return await new CommandShell([up, user, version])
    .WithHelp(up, upHelp)
    .WithHelp(add, addHelp)
    .WithHelp(version, versionHelp)
    .WithHelp(user, new HelpPage("outrigger user add NAME [flags]", []))
    .RunAsync(args, Console.Out, Console.Error)
    .ConfigureAwait(false);
