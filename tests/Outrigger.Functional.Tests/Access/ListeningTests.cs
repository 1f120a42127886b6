using System.Globalization;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Access;

/// <summary>T-55: a server opens the port that was asked for and no other: its store is reached through nothing but the API.</summary>
public sealed class ListeningTests(SharedCluster cluster)
{
    private const string Listening = "0A";

    [Fact]
    public void Up_OpensItsSecurePortAlone()
    {
        var sockets = SocketsOf(cluster.ControlPlane.Process.Id);

        Ports("tcp", sockets, Listening).Concat(Ports("tcp6", sockets, Listening)).ShouldBe([cluster.ControlPlane.Address.Port]);
        Ports("udp", sockets, null).Concat(Ports("udp6", sockets, null)).ShouldBeEmpty("nobody speaks QUIC");
        Names("unix", sockets).ShouldBeEmpty();
    }

    // the numbers behind socket:[4711]
    private static HashSet<string> SocketsOf(int process) =>
    [
        .. Directory.EnumerateFiles($"/proc/{process}/fd")
            .Select(file => new FileInfo(file).LinkTarget ?? "")
            .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1]),
    ];

    // proc(5), /proc/net/tcp: number, local address, remote address, state, …, inode in the tenth column
    private static IEnumerable<int> Ports(string table, HashSet<string> sockets, string? state) =>
        Rows(table).Where(r => (state is null || r[3] == state) && sockets.Contains(r[9]))
            .Select(r => int.Parse(r[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    // number, references, protocol, flags (with 0x10000: listens), type, state, inode, path; .NET's own diagnostic socket is the user's alone
    private static IEnumerable<string> Names(string table, HashSet<string> sockets) =>
        Rows(table).Where(r => r[3] == "00010000" && sockets.Contains(r[6])).Select(r => r.Length > 7 ? r[7] : "")
            .Where(path => !Path.GetFileName(path).StartsWith("dotnet-diagnostic-", StringComparison.Ordinal));

    private static IEnumerable<string[]> Rows(string table) => File.ReadLines($"/proc/net/{table}").Skip(1)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(row => row.Length > 6);
}
