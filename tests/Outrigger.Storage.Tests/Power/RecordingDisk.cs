using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Outrigger.Storage.Tests.Power;

/// <summary>
/// The default file system of SQLite in this process, which takes down every write, truncation and sync (sqlite.org/c3ref/vfs.html,
/// sqlite.org/c3ref/io_methods.html). Everything else is SQLite's own; it is never taken away again.
/// </summary>
internal sealed class RecordingDisk
{
    private const string Library = "e_sqlite3";
    private const int VfsSize = 168;
    private const int VfsNext = 16;
    private const int VfsName = 24;
    private const int VfsOpen = 40;
    private const int VfsDelete = 48;
    private const int MethodsSize = 8 + (18 * 8);
    private const int Close = 8;
    private const int Write = 24;
    private const int Truncate = 32;
    private const int Sync = 40;
    private readonly DiskLog log;
    private readonly nint system;
    private readonly OpenCall open;
    private readonly DeleteCall delete;
    private readonly List<Delegate> kept = [];
    private readonly ConcurrentDictionary<nint, Opened> files = new();

    private RecordingDisk(DiskLog log)
    {
        this.log = log;
        system = sqlite3_vfs_find(0);
        open = Function<OpenCall>(system, VfsOpen);
        delete = Function<DeleteCall>(system, VfsDelete);
        var own = Marshal.AllocHGlobal(VfsSize);
        for (var at = 0; at < VfsSize; at += 8)
        {
            Marshal.WriteIntPtr(own, at, Marshal.ReadIntPtr(system, at));
        }

        Marshal.WriteIntPtr(own, VfsNext, 0);
        Marshal.WriteIntPtr(own, VfsName, Marshal.StringToCoTaskMemUTF8("recording"));
        Marshal.WriteIntPtr(own, VfsOpen, Pointer<OpenCall>(OnOpen));
        Marshal.WriteIntPtr(own, VfsDelete, Pointer<DeleteCall>(OnDelete));
        sqlite3_vfs_register(own, 1).ShouldBe(0);
    }

    private delegate int OpenCall(nint vfs, nint name, nint file, int flags, nint outFlags);

    private delegate int DeleteCall(nint vfs, nint name, int syncFolder);

    private delegate int FileCall(nint file);

    private delegate int WriteCall(nint file, nint data, int count, long offset);

    private delegate int TruncateCall(nint file, long length);

    private delegate int SyncCall(nint file, int flags);

    /// <summary>Takes down what happens from now on.</summary>
    public static RecordingDisk Install(DiskLog log) => new(log);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern nint sqlite3_vfs_find(nint name);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern int sqlite3_vfs_register(nint vfs, int isDefault);

    private static T Function<T>(nint table, int offset)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(Marshal.ReadIntPtr(table, offset));

    private nint Pointer<T>(T call)
        where T : Delegate
    {
        kept.Add(call);
        return Marshal.GetFunctionPointerForDelegate(call);
    }

    private int OnOpen(nint vfs, nint name, nint file, int flags, nint outFlags)
    {
        var code = open(system, name, file, flags, outFlags);
        if (code == 0 && name != 0)
        {
            var methods = Marshal.ReadIntPtr(file);
            var own = Marshal.AllocHGlobal(MethodsSize);
            for (var at = 0; at < MethodsSize; at += 8)
            {
                Marshal.WriteIntPtr(own, at, Marshal.ReadIntPtr(methods, at));
            }

            files[file] = new Opened(
                Marshal.PtrToStringUTF8(name)!, Function<FileCall>(methods, Close), Function<WriteCall>(methods, Write), Function<TruncateCall>(methods, Truncate), Function<SyncCall>(methods, Sync));
            lock (kept)
            {
                Marshal.WriteIntPtr(own, Close, Pointer<FileCall>(OnClose));
                Marshal.WriteIntPtr(own, Write, Pointer<WriteCall>(OnWrite));
                Marshal.WriteIntPtr(own, Truncate, Pointer<TruncateCall>(OnTruncate));
                Marshal.WriteIntPtr(own, Sync, Pointer<SyncCall>(OnSync));
            }

            Marshal.WriteIntPtr(file, own);
        }

        return code;
    }

    private int OnDelete(nint vfs, nint name, int syncFolder)
    {
        var code = delete(system, name, syncFolder);
        log.Note(DiskAction.Delete, Marshal.PtrToStringUTF8(name)!, syncFolder, []);
        return code;
    }

    private int OnClose(nint file) => files.TryRemove(file, out var opened) ? opened.Close(file) : 0;

    private int OnWrite(nint file, nint data, int count, long offset)
    {
        var copy = new byte[count];
        Marshal.Copy(data, copy, 0, count);
        var opened = files[file];
        log.Note(DiskAction.Write, opened.Path, offset, copy);
        return opened.Write(file, data, count, offset);
    }

    private int OnTruncate(nint file, long length)
    {
        log.Note(DiskAction.Truncate, files[file].Path, length, []);
        return files[file].Truncate(file, length);
    }

    // what was written before the call is durable when it returns
    private int OnSync(nint file, int flags)
    {
        var code = files[file].Sync(file, flags);
        log.Note(DiskAction.Sync, files[file].Path, 0, []);
        log.NoteMapped();
        return code;
    }

    private sealed record Opened(string Path, FileCall Close, WriteCall Write, TruncateCall Truncate, SyncCall Sync);
}
