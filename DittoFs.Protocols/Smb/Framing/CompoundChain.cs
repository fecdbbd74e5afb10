namespace DittoFs.Protocols.Smb.Framing;

/// <summary>Cuts a frame into its messages (MS-SMB2 3.3.5.2.7).</summary>
internal static class CompoundChain
{
    /// <summary>The first message of <paramref name="frame"/>, and what follows it.</summary>
    /// <exception cref="InvalidDataException">There is no whole message.</exception>
    public static (Smb2Header Header, Memory<byte> Message, Memory<byte> Following) Take(Memory<byte> frame)
    {
        if (!Smb2Header.TryRead(frame.Span, out var header))
        {
            throw new InvalidDataException("A message has no header.");
        }

        if (header.NextCommand == 0)
        {
            return (header, frame, default);
        }

        if (header.NextCommand % 8 != 0 || header.NextCommand < Smb2Header.BytesLength || header.NextCommand > frame.Length - Smb2Header.BytesLength)
        {
            throw new InvalidDataException("A compound's next message is outside of the frame.");
        }

        return (header, frame[..(int)header.NextCommand], frame[(int)header.NextCommand..]);
    }
}
