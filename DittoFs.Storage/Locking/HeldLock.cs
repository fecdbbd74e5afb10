namespace DittoFs.Storage.Locking;

/// <summary>A lock as an observer sees it.</summary>
/// <param name="Target">What it is of.</param>
/// <param name="Lock">The range and who has it.</param>
/// <param name="IsWaiting">True if it is waited for and not held.</param>
public readonly record struct HeldLock(OpenTarget Target, ByteRangeLock Lock, bool IsWaiting);
