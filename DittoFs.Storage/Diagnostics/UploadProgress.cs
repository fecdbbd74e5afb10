namespace DittoFs.Storage.Diagnostics;

/// <summary>What one share uploads, and has uploaded since it started.</summary>
/// <param name="BlocksUnderWay">Blocks that are being stored or entered into the metadata.</param>
/// <param name="BytesUnderWay">File bytes in them.</param>
/// <param name="BlocksAtOnceMax">Blocks that may be under way at once, learnt from what the store takes.</param>
/// <param name="Blocks">Blocks that were stored.</param>
/// <param name="Bytes">File bytes in them.</param>
public readonly record struct UploadProgress(int BlocksUnderWay, long BytesUnderWay, int BlocksAtOnceMax, long Blocks, long Bytes);
