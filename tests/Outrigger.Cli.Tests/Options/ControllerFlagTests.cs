using System.CommandLine;
using Outrigger.Cli.Commands;
using Outrigger.Cli.Files;
using Outrigger.Cli.Options;
using Outrigger.ControlPlane.Hosting;

namespace Outrigger.Cli.Tests.Options;

public sealed class ControllerFlagTests
{
    [Theory]
    [InlineData("*", "+clusterrole-aggregation-controller,+garbage-collector-controller,+namespace-controller,+root-ca-certificate-publisher-controller,+serviceaccount-controller")]
    [InlineData("*,-namespace-controller", "-namespace-controller,+serviceaccount-controller,+garbage-collector-controller")]
    [InlineData("-namespace,*", "-namespace-controller,+serviceaccount-controller")]
    [InlineData("serviceaccount-controller", "+serviceaccount-controller,-namespace-controller")]
    [InlineData("garbagecollector,-*", "+garbage-collector-controller,-namespace-controller")]
    [InlineData("namespace-controller,-namespace-controller", "+namespace-controller,-serviceaccount-controller")]
    [InlineData("*,-daemonset-controller", "+namespace-controller")]
    public void Choose_Words_SwitchControllers(string words, string expected)
    {
        var problems = new List<string>();

        var on = Controllers.Choose(words.Split(','), problems);

        problems.ShouldBeEmpty();
        foreach (var word in expected.Split(','))
        {
            on.Contains(word[1..]).ShouldBe(word[0] == '+', word);
        }
    }

    [Theory]
    [InlineData("-*")]
    [InlineData("")]
    public void Choose_NoneNamed_NoneIsOn(string words)
    {
        var problems = new List<string>();

        Controllers.Choose(words.Split(',', StringSplitOptions.RemoveEmptyEntries), problems).ShouldBeEmpty();

        problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nonsense", "--controllers: \"nonsense\" is not in the list of known controllers: clusterrole-aggregation-controller, ")]
    [InlineData("-nonsense", "--controllers: \"nonsense\" is not in the list of known controllers: clusterrole-aggregation-controller, ")]
    [InlineData("daemonset-controller", "--controllers: daemonset-controller is not available in this server: it has clusterrole-aggregation-controller, ")]
    [InlineData("*,-*", "--controllers names both * and -*: leave one out")]
    public void Read_WrongControllers_AreRefused(string words, string problem)
    {
        var options = new UpOptions { Controllers = words.Split(',') };

        Should.Throw<StartupException>(() => UpOptionsReader.Read(options, TimeProvider.System)).Problems.ShouldHaveSingleItem().ShouldStartWith(problem);
    }

    [Fact]
    public void Flag_NotGiven_IsEverythingAndWordsAreSplit()
    {
        var flags = new UpFlags();
        var command = new Command("up");
        foreach (var option in flags.Sections.SelectMany(s => s.Options))
        {
            command.Options.Add(option);
        }

        flags.Read(command.Parse([])).Controllers.ShouldBe(["*"]);
        flags.Read(command.Parse(["--controllers=*,-namespace-controller", "--controllers=-serviceaccount-controller"])).Controllers
            .ShouldBe(["*", "-namespace-controller", "-serviceaccount-controller"]);
        flags.Read(command.Parse(["--controllers=-*"])).Controllers.ShouldBe(["-*"]);
        UpOptionsReader.Read(new UpOptions { Controllers = ["*", "-namespace-controller"] }, TimeProvider.System).Controllers
            .ShouldNotContain("namespace-controller");
    }
}
