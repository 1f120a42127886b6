namespace Outrigger.Bench;

/// <summary>The same requests to what a server cannot outrun.</summary>
internal sealed class Limit : IDisposable
{
    private readonly BareProcess? bare;
    private readonly Target target;
    private readonly Load load;

    private Limit(BareProcess? bare, Target target, Request request, int lanes)
    {
        this.bare = bare;
        this.target = target;
        load = new Load(target, lanes, (_, _) => request);
    }

    /// <summary>A bare endpoint that answers so many bytes.</summary>
    public static async Task<Limit> BareAsync(string http, int bytes, int lanes, string? body)
    {
        var bare = await BareProcess.StartAsync(bytes);
        return new Limit(bare, Target.Of(bare, http), new Request(body is null ? "GET" : "POST", "/", body), lanes);
    }

    /// <summary>Another server.</summary>
    public static Limit Of(Target target, Request request, int lanes) => new(null, target, request, lanes);

    public Task<Reading> RunAsync(TimeSpan time) => load.RunAsync(time);

    public void Dispose()
    {
        load.Dispose();
        target.Dispose();
        bare?.Dispose();
    }
}
