using System.Runtime.InteropServices;

namespace DittoFs.Storage.Content.Cache;

/// <summary>
/// Memory outside of the managed heap, in pages, never more than a fixed number: what is cached costs the collector nothing, and pages of one size leave no
/// gaps that would make the budget a wish. Memory is taken from the system in chunks when it is first needed. Not safe for concurrent use, but for the
/// bytes of pages that are taken.
/// </summary>
internal sealed unsafe class PageArena(long bytesMax) : IDisposable
{
    /// <summary>Length of one page.</summary>
    public const int PageLength = 16 << 10;

    private const int PagesPerChunk = 256;

    private readonly nint[] chunks = new nint[(bytesMax / PageLength / PagesPerChunk) + 1];
    private readonly Stack<int> free = new();
    private readonly int pagesMax = checked((int)(bytesMax / PageLength));
    private int pages;

    /// <summary>Pages that are taken.</summary>
    public int TakenCount => pages - free.Count;

    /// <summary>Pages that can be taken.</summary>
    public int FreeCount => pagesMax - TakenCount;

    /// <summary>The number of pages that <paramref name="length"/> bytes take.</summary>
    public static int CountFor(int length) => (length + PageLength - 1) / PageLength;

    /// <summary>Takes pages; null if there are not as many.</summary>
    public int[]? TryTake(int count)
    {
        if (count > FreeCount)
        {
            return null;
        }

        var taken = new int[count];
        for (var i = 0; i < count; i++)
        {
            taken[i] = free.Count > 0 ? free.Pop() : Grow();
        }

        return taken;
    }

    /// <summary>Gives pages back.</summary>
    public void Return(int[] taken)
    {
        foreach (var page in taken)
        {
            free.Push(page);
        }
    }

    /// <summary>Copies <paramref name="source"/> into pages.</summary>
    public void Write(int[] taken, ReadOnlySpan<byte> source)
    {
        for (var i = 0; !source.IsEmpty; i++)
        {
            var part = source[..Math.Min(source.Length, PageLength)];
            part.CopyTo(GetPage(taken[i]));
            source = source[part.Length..];
        }
    }

    /// <summary>Copies bytes out of pages, from <paramref name="offset"/> on.</summary>
    public void Read(int[] taken, int offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var part = GetPage(taken[offset / PageLength])[(offset % PageLength)..];
            part = part[..Math.Min(part.Length, destination.Length)];
            part.CopyTo(destination);
            destination = destination[part.Length..];
            offset += part.Length;
        }
    }

    /// <summary>Gives all memory back to the system. Nothing may be read any more.</summary>
    public void Dispose()
    {
        foreach (var chunk in chunks)
        {
            NativeMemory.Free((void*)chunk);
        }

        Array.Clear(chunks);
    }

    private int Grow()
    {
        if (pages % PagesPerChunk == 0)
        {
            chunks[pages / PagesPerChunk] = (nint)NativeMemory.Alloc(PagesPerChunk * PageLength);
        }

        return pages++;
    }

    private Span<byte> GetPage(int page) => new((byte*)chunks[page / PagesPerChunk] + (page % PagesPerChunk * PageLength), PageLength);
}
