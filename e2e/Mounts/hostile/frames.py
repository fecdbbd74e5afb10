"""Record marking: frames that lie about their length, never end, or hold too little for a call."""
import struct

from checks import check, equal
from rpc import MSG_ACCEPTED, NFS, SUCCESS, Closed, fragment, u32
from world import short_patience


def run(world):
    def closes(send):
        """The server closes the connection, on which nothing can be understood any more."""
        with world.connect() as rpc:
            try:
                send(rpc)
                rpc.reply()
            except Closed:
                return
        raise AssertionError("the server answered")

    def closes_or_goes_on(data):
        """No answer to this: either the connection is closed, or the next call on it is served."""
        with world.connect() as rpc:
            try:
                rpc.send(data)
                equal((MSG_ACCEPTED, SUCCESS), rpc.call(NFS, 3, 0)[:2])
            except Closed:
                pass

    def record_of_4_gib(rpc):
        rpc.send(struct.pack(">I", 0xFFFFFFFF) + bytes(1 << 16))

    def fragments_of_4_gib(rpc):
        for _ in range(3):
            rpc.send(struct.pack(">I", 0x7FFFFFFF) + bytes(1 << 16))

    def record_without_end(rpc):
        """Fragments that are never the last, 64 MiB of them."""
        piece = fragment(bytes(1 << 20), last=False)
        for _ in range(64):
            rpc.send(piece)

    def empty_fragments_without_end(rpc):
        for _ in range(200):
            rpc.send(fragment(b"", last=False) * 10_000)

    def fragment_without_end():
        """It promises 1,000 bytes and sends 10: the server may wait, but for this connection alone."""
        with world.connect() as rpc:
            rpc.send(fragment(bytes(10), length=1000))
            world.answers()

    def cut_headers():
        """A call cut after each byte of its header is not served, and the server lives."""
        with world.connect() as rpc:
            call = rpc.message(NFS, 3, 0)
        for length in range(len(call)):
            with world.connect() as rpc, short_patience(rpc, 0.3):
                rpc.send(fragment(call[:length]))
                try:
                    reply, status, _ = rpc.reply()
                    assert (reply, status) != (MSG_ACCEPTED, SUCCESS), f"a call of {length} bytes was served"
                except (Closed, TimeoutError):
                    pass

    def call_in_single_bytes():
        with world.connect() as rpc:
            call = rpc.message(NFS, 3, 0)
            rpc.send(b"".join(fragment(call[i:i + 1], last=i == len(call) - 1) for i in range(len(call))))
            equal((MSG_ACCEPTED, SUCCESS), rpc.reply(rpc.xid)[:2])

    def call_with_empty_fragments():
        """RFC 5531 does not forbid them, nobody sends them: they may be refused, but not misread."""
        with world.connect() as rpc:
            call = rpc.message(NFS, 3, 0)
            try:
                rpc.send(fragment(b"", last=False) + fragment(call, last=False) + fragment(b"", last=True))
                equal((MSG_ACCEPTED, SUCCESS), rpc.reply(rpc.xid)[:2])
            except Closed:
                pass

    def call_in_single_segments():
        with world.connect() as rpc:
            for byte in fragment(rpc.message(NFS, 3, 0)):
                rpc.send(bytes([byte]))
            equal((MSG_ACCEPTED, SUCCESS), rpc.reply(rpc.xid)[:2])

    def calls_in_one_segment():
        with world.connect() as rpc:
            calls = [rpc.message(NFS, 3, 0) for _ in range(50)]
            rpc.send(b"".join(map(fragment, calls)))
            answered = {rpc.receive_bytes(struct.unpack(">I", rpc.receive_bytes(4))[0] & 0x7FFFFFFF)[:4] for _ in calls}
            equal({call[:4] for call in calls}, answered)

    check("frames: a record of 4 GiB closes the connection", lambda: closes(record_of_4_gib))
    check("frames: fragments of 2 GiB close the connection", lambda: closes(fragments_of_4_gib))
    check("frames: a record that never ends closes the connection", lambda: closes(record_without_end))
    check("frames: empty fragments without end close the connection", lambda: closes(empty_fragments_without_end))
    check("frames: a fragment that never ends holds up nobody else", fragment_without_end)
    check("frames: a call cut at any byte of its header is not served", cut_headers)
    check("frames: a reply instead of a call is not answered", lambda: closes_or_goes_on(fragment(u32(7, 1, 0, 0, 0, 0))))
    check("frames: an empty record is not answered", lambda: closes_or_goes_on(fragment(b"")))
    check("frames: a call in fragments of one byte is served", call_in_single_bytes)
    check("frames: a call among empty fragments is served, or the connection closed", call_with_empty_fragments)
    check("frames: a call in segments of one byte is served", call_in_single_segments)
    check("frames: fifty calls in one segment are all answered", calls_in_one_segment)
