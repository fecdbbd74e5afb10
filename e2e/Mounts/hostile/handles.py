"""File handles that the server never gave out: flipped bits, random bytes, another share's, and those of files that are gone."""
import random

from checks import check, equal
from rpc import BADHANDLE, CREATE, GARBAGE_ARGS, GETATTR, NFS, OK, REMOVE, SETATTR, STALE, WRITE, MSG_ACCEPTED, opaque, u32, u64
from world import NO_ATTRIBUTES, one_of

REFUSED = {BADHANDLE, STALE}


def run(world, other_handle):
    def getattr_status(rpc, handle):
        return rpc.nfs(GETATTR, opaque(handle))[0]

    def flipped(handle):
        """One flipped bit, in turn each bit of each byte."""
        with world.connect() as rpc:
            for position in range(len(handle)):
                for bit in range(8):
                    damaged = bytearray(handle)
                    damaged[position] ^= 1 << bit
                    one_of(REFUSED, getattr_status(rpc, bytes(damaged)), f"byte {position}, bit {bit}:")
            equal(OK, getattr_status(rpc, handle))

    def flipped_for_write():
        with world.connect() as rpc:
            for position in range(len(world.file)):
                damaged = bytearray(world.file)
                damaged[position] ^= 0x10
                status, _ = rpc.nfs(WRITE, opaque(bytes(damaged)) + u64(0) + u32(4, 2) + opaque(b"evil"))
                one_of(REFUSED, status, f"byte {position}:")
                status, _ = rpc.nfs(SETATTR, opaque(bytes(damaged)) + NO_ATTRIBUTES + u32(0))
                one_of(REFUSED, status, f"byte {position}:")

    def made_up():
        """Random bytes of every length that a handle may have."""
        rnd = random.Random(3)
        with world.connect() as rpc:
            for length in range(65):
                one_of(REFUSED, getattr_status(rpc, rnd.randbytes(length)), f"{length} random bytes:")
                one_of(REFUSED, getattr_status(rpc, bytes(length)), f"{length} zero bytes:")

    def cut_or_grown():
        with world.connect() as rpc:
            for handle in (world.root[:-1], world.root[1:], world.root + b"\0", world.root + world.root[:1]):
                if len(handle) <= 64:
                    one_of(REFUSED, getattr_status(rpc, handle), f"{len(handle)} bytes:")

    def too_long():
        with world.connect() as rpc:
            equal((MSG_ACCEPTED, GARBAGE_ARGS), rpc.call(NFS, 3, GETATTR, opaque(bytes(65)))[:2])

    def removed():
        name = world.fresh_name()
        handle = world.make(CREATE, name)
        equal(OK, world.remove(name))
        with world.connect() as rpc:
            equal(STALE, getattr_status(rpc, handle))
            equal(STALE, rpc.nfs(WRITE, opaque(handle) + u64(0) + u32(1, 2) + opaque(b"x"))[0])
            equal(STALE, rpc.nfs(REMOVE, opaque(handle) + opaque(b"x"))[0])
        new = world.make(CREATE, name)
        assert new != handle, "a new file has the handle of a removed one"
        equal(OK, world.remove(name))

    check("handles: the root's with any bit flipped is refused", lambda: flipped(world.root))
    check("handles: a file's with any bit flipped is refused", lambda: flipped(world.file))
    check("handles: a flipped bit is refused for writing as well", flipped_for_write)
    check("handles: made-up ones of every length are refused", made_up)
    check("handles: one byte more or less is refused", cut_or_grown)
    check("handles: 65 bytes are garbage arguments", too_long)
    check("handles: a removed file's is stale", removed)

    def of_another_server():
        with world.connect() as rpc:
            one_of(REFUSED, getattr_status(rpc, other_handle), "another share's handle")

    check("handles: one of another share is refused", of_another_server)
