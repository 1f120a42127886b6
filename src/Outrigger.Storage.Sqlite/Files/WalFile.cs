using System.Buffers.Binary;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Sqlite.Files;

/// <summary>
/// Looks at the write-ahead log before SQLite does. SQLite takes what follows a damaged frame for the remains of a torn write and
/// drops it, acknowledged commits too; this tells the two apart (formats: sqlite.org/fileformat2.html, sqlite.org/walformat.html).
/// </summary>
internal static class WalFile
{
    private const int HeaderSize = 32;
    private const int FrameHeaderSize = 24;
    private const int Sector = 512;
    private const uint Magic = 0x377f0682; // with 1 added: checksums are of big-endian words

    /// <summary>Why acknowledged commits of <paramref name="path"/>'s log would be lost; null when they would not.</summary>
    public static string? Damage(string path)
    {
        var wal = path + "-wal";
        var size = File.Exists(wal) ? new FileInfo(wal).Length : 0;
        var index = WalIndex.Read(path + "-shm");
        if (size == 0)
        {
            return index is { Moved: var moved, Frames: var written } && written > moved ? $"{wal} is gone or empty, with commits that were not moved into the file" : null;
        }

        using var file = new FileStream(wal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 20);
        var header = new byte[HeaderSize];
        if (file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize)
        {
            return null; // the process died before the first frame
        }

        var walk = new WalWalk(header);
        if (!walk.HeaderIsRight)
        {
            return size == HeaderSize ? null : $"the head of {wal} is damaged";
        }

        walk.Read(file);
        if (index is { } known && known.Salt == walk.Salt && known.Frames > walk.GoodFrames)
        {
            return $"{wal} was written up to frame {known.Frames} and is readable up to frame {walk.GoodFrames}";
        }

        // One unacknowledged batch may be torn anywhere; the end of a second one means that the first was acknowledged.
        return walk.LaterCommits > 1 ? $"frame {walk.GoodFrames + 1} of {wal} is damaged, commits follow it" : null;
    }

    /// <summary>Throws with cause and fix when the log is damaged.</summary>
    public static void Check(string path)
    {
        if (Damage(path) is { } damage)
        {
            throw new StoreUnavailableException(
                $"{path} is damaged: {damage}. Keep a copy of {path}, {path}-wal and {path}-shm, and restore a backup (outrigger restore)",
                outcomeUnknown: false);
        }
    }

    private sealed class WalWalk
    {
        private readonly bool bigEndian;
        private readonly int pageSize;
        private uint first;
        private uint second;

        public WalWalk(byte[] header)
        {
            var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
            bigEndian = magic == Magic + 1;
            pageSize = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(8));
            Salt = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(16));
            (first, second) = WalIndex.Sum(header.AsSpan(0, 24), bigEndian, default);
            HeaderIsRight = magic is Magic or (Magic + 1) && pageSize is >= 512 and <= 65536 && SumIs(header.AsSpan(24));
        }

        public bool HeaderIsRight { get; }

        public ulong Salt { get; }

        /// <summary>How many frames SQLite reads.</summary>
        public int GoodFrames { get; private set; }

        /// <summary>How many ends of transactions stand behind the first frame that it does not read.</summary>
        public int LaterCommits { get; private set; }

        public void Read(Stream file)
        {
            var frame = new byte[FrameHeaderSize + pageSize];
            var broken = false;
            (uint, uint) before = default;
            for (long at = HeaderSize; file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length; at += frame.Length)
            {
                var isOurs = BinaryPrimitives.ReadUInt64LittleEndian(frame.AsSpan(8)) == Salt;
                if (broken)
                {
                    var isEnd = isOurs && BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)) != 0;
                    LaterCommits += isEnd && (!MayBeOfTwo(at) || Follows(before, frame)) ? 1 : 0;
                }
                else
                {
                    (first, second) = Sum((first, second), frame);
                    broken = !isOurs || !SumIs(frame.AsSpan(16));
                    GoodFrames += broken ? 0 : 1;
                }

                before = Stored(frame.AsSpan(16));
            }
        }

        // The disk writes sectors: where one ends between the size and the salt, the size may be that of an older frame, an end of a transaction.
        private static bool MayBeOfTwo(long at) => (at + 8) % Sector == 0;

        private static (uint First, uint Second) Stored(ReadOnlySpan<byte> sums) =>
            (BinaryPrimitives.ReadUInt32BigEndian(sums), BinaryPrimitives.ReadUInt32BigEndian(sums[4..]));

        private bool Follows((uint First, uint Second) before, ReadOnlySpan<byte> frame) => Sum(before, frame) == Stored(frame[16..]);

        private (uint First, uint Second) Sum((uint First, uint Second) before, ReadOnlySpan<byte> frame) =>
            WalIndex.Sum(frame[FrameHeaderSize..], bigEndian, WalIndex.Sum(frame[..8], bigEndian, before));

        private bool SumIs(ReadOnlySpan<byte> stored) => Stored(stored) == (first, second);
    }
}
