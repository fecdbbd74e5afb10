namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>
/// The message ids that a client may use (MS-SMB2 3.3.1.1). Every id is used once; each request gives back what it used up and may get more, up to the limit.
/// Only the receive loop uses ids; grants come from any thread.
/// </summary>
internal sealed class CreditWindow
{
    private readonly Lock gate = new();
    private readonly int creditsMax;
    private readonly bool[] used;
    private ulong low;
    private ulong high = 1;

    /// <summary>A window that never holds more than <paramref name="creditsMax"/> unused ids; it begins with one.</summary>
    public CreditWindow(int creditsMax) => (this.creditsMax, used, Available) = (creditsMax, new bool[creditsMax * 2], 1);

    /// <summary>Ids that the client may still use.</summary>
    public int Available { get; private set; }

    /// <summary>Uses up <paramref name="charge"/> ids from <paramref name="messageId"/> on; false, and nothing used, if one of them may not be used.</summary>
    public bool TryUse(ulong messageId, int charge)
    {
        lock (gate)
        {
            if (messageId < low || messageId > high || (ulong)charge > high - messageId)
            {
                return false;
            }

            for (var offset = 0; offset < charge; offset++)
            {
                if (used[Slot(messageId + (ulong)offset)])
                {
                    return false;
                }
            }

            for (var offset = 0; offset < charge; offset++)
            {
                used[Slot(messageId + (ulong)offset)] = true;
            }

            Available -= charge;
            MoveLow();
            return true;
        }
    }

    /// <summary>Grants up to <paramref name="requested"/> credits (at least one, so that a client never starves) and tells how many.</summary>
    public ushort Grant(int requested)
    {
        lock (gate)
        {
            var room = Math.Min(creditsMax - Available, used.Length - (int)(high - low));
            var granted = Math.Clamp(Math.Max(requested, 1), 0, Math.Max(room, 0));
            high += (ulong)granted;
            Available += granted;
            return (ushort)granted;
        }
    }

    private void MoveLow()
    {
        while (low < high && used[Slot(low)])
        {
            used[Slot(low)] = false;
            low++;
        }
    }

    private int Slot(ulong id) => (int)(id % (ulong)used.Length);
}
