using System.Globalization;
using Outrigger.Cli.Files;
using Outrigger.Storage.Archives;

namespace Outrigger.Cli.Stores;

/// <summary>The file of an export.</summary>
internal static class ArchiveFile
{
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(e is FileNotFoundException or DirectoryNotFoundException ? $"{path}: no such file" : e.Message, e);
        }
    }

    /// <summary>Reads all of it: it is whole, or refused.</summary>
    public static async Task<ArchiveSummary> CheckAsync(string path, CancellationToken cancellationToken)
    {
        var file = Open(path);
        await using var closing = file.ConfigureAwait(false);
        try
        {
            return await StoreImport.CheckAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new StartupException($"{path} is no whole export of outrigger: {e.Message}", e);
        }
    }

    public static void Report(TextWriter output, string what, string where, ArchiveSummary summary)
    {
        output.WriteLine($"{what,-10}{where}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"Objects",-10}{summary.Objects}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"Revision",-10}{summary.Header.Revision}"));
        output.WriteLine($"{"Size",-10}{Sizes.Text(summary.Bytes)}");
    }
}
