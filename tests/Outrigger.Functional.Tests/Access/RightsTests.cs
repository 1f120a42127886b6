using Outrigger.Cli.Users;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Access;

/// <summary>Who may do what behind the aggregator.</summary>
public sealed class RightsTests(SharedCluster cluster)
{
    [Theory, EachKubectl]
    public async Task Widgets_UserWithoutRights_IsForbidden(string version)
    {
        var user = $"stranger-{version}";
        var kubectl = cluster.Kubectl(version, Issue(user));
        (await kubectl.RunAsync("get widgets.custom.example.com")).ShouldFail().ShouldContain(
            $"(Forbidden): widgets.custom.example.com is forbidden: User \"{user}\" cannot list resource \"widgets\" in API group \"custom.example.com\" in the namespace \"default\"");
        (await kubectl.RunAsync("auth can-i list widgets.custom.example.com")).Output.Trim().ShouldBe("no");
    }

    [Theory, EachKubectl]
    public async Task Widgets_UserWithSomeRights_MayDoJustThose(string version)
    {
        var user = $"reader-{version}";
        var admin = cluster.Kubectl(version);
        (await admin.RunAsync($"create clusterrole {user} --verb=get,list --resource=widgets.custom.example.com")).ShouldSucceed();
        (await admin.RunAsync($"create clusterrolebinding {user} --clusterrole={user} --user={user}")).ShouldSucceed();
        var kubectl = cluster.Kubectl(version, Issue(user));
        (await kubectl.RunAsync("get widgets.custom.example.com")).ShouldSucceed();
        (await kubectl.RunAsync("delete widgets.custom.example.com absent")).ShouldFail().ShouldContain("(Forbidden)");
        (await kubectl.RunAsync("auth can-i list widgets.custom.example.com")).ShouldSucceed().Trim().ShouldBe("yes");
    }

    private string Issue(string user) =>
        new UserIssuer(TimeProvider.System).Add(new UserRequest(user, [], cluster.Folder.Data.Root, null, Force: false)).Path;
}
