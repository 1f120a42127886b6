using System.Diagnostics;
using System.Net.Sockets;

namespace Outrigger.TestKit.Postgres;

/// <summary>A PostgreSQL server of the machine's own installation, on a new data directory and a free loopback port.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly string root = Directory.CreateTempSubdirectory("outrigger-postgres-").FullName;
    private Process? process;

    private PostgresServer(int port) => Port = port;

    public int Port { get; }

    /// <summary>For Npgsql: a superuser without a password.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=books;Database=postgres";

    /// <summary>Returns when it takes connections.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer(FreePorts.Take(1)[0]);
        try
        {
            await server.StartAsyncCore();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(root, recursive: true);
    }

    private async Task StartAsyncCore()
    {
        var data = Path.Combine(root, "data");
        if (Environment.IsPrivilegedProcess)
        {
            // postgres refuses to run as root
            await RunAsync("chown", "-R", "postgres", root);
        }

        await RunAsync(AsUser(Program("initdb"), "-D", data, "-U", "books", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale"));
        process = Start(AsUser(Program("postgres"), "-D", data, "-p", $"{Port}", "-k", root, "-h", "127.0.0.1", "-F"));
        await Eventually.TrueAsync(AnswersAsync, "PostgreSQL to take connections", Limit);
    }

    private async ValueTask<bool> AnswersAsync()
    {
        // the file says "ready" in its last line; a port alone may belong to a server that still recovers
        var state = Path.Combine(root, "data", "postmaster.pid");
        if (!File.Exists(state) || !(await File.ReadAllTextAsync(state)).TrimEnd().EndsWith("ready", StringComparison.Ordinal))
        {
            return process is { HasExited: false } ? false : throw new InvalidOperationException("postgres has ended");
        }

        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", Port);
        return true;
    }

    private static string[] AsUser(params string[] command) => Environment.IsPrivilegedProcess
        ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. command]
        : command;

    private static string Program(string name)
    {
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin", name)).Where(File.Exists).Order(StringComparer.Ordinal).LastOrDefault()
            : null;
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists);
        return debian ?? path ?? throw new InvalidOperationException("PostgreSQL is missing: apt-get install postgresql");
    }

    private static async Task RunAsync(params string[] command)
    {
        using var run = Start(command);
        await run.WaitForExitAsync();
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {run.ExitCode}");
        }
    }

    private static Process Start(string[] command)
    {
        var started = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        started.OutputDataReceived += static (_, _) => { };
        started.ErrorDataReceived += static (_, _) => { };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }
}
