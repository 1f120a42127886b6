namespace Outrigger.ApiMachinery.Tests.Cel;

/// <summary>Runs on a thread whose stack is smaller than that of any thread that serves requests: what overflows it ends the test run.</summary>
internal static class SmallStack
{
    private const int Bytes = 1 << 20;

    public static void Run(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception e)
                {
                    failure = e;
                }
            },
            Bytes);
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw new InvalidOperationException("failed on its thread", failure);
        }
    }
}
