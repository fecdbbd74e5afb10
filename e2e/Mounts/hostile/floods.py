"""Too much of everything: idle connections, calls whose answers nobody reads, random bytes, calls with flipped bits."""
import contextlib
import random
import socket

from arguments import good_arguments
from checks import check
from rpc import NFS, READ, Closed, Rpc, fragment, opaque, u32, u64


def run(world, size):
    rnd = random.Random(11)

    def idle_connections():
        with contextlib.ExitStack() as stack:
            for _ in range(500):
                with contextlib.suppress(OSError):      # the server may have a limit; the bystander is inside it
                    stack.enter_context(Rpc(world.nfs_port, 2))
        world.answers()

    def answers_unread():
        """16 MiB of answers are asked for on each of four connections, and none is read."""
        with contextlib.ExitStack() as stack:
            for _ in range(4):
                rpc = stack.enter_context(world.connect(2))
                with contextlib.suppress(TimeoutError, Closed):
                    for _ in range(20_000):
                        rpc.send(fragment(rpc.message(NFS, 3, READ, opaque(world.file) + u64(0) + u32(1 << 20))))
            world.answers()

    def connections_cut_off():
        """Reset in the middle of a call, again and again."""
        for _ in range(300):
            with world.connect() as rpc:
                call = fragment(rpc.message(NFS, 3, READ, opaque(world.file) + u64(0) + u32(100)))
                rpc.send(call[:rnd.randrange(1, len(call) + 1)])
                rpc.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        world.answers()

    def throw(make_record, count):
        """Sends records, whatever comes back, and connects anew whenever the server has had enough."""
        rpc = world.connect(5)
        for number in range(count):
            try:
                rpc.send(fragment(make_record(rpc)))
                if number % 20 == 19:
                    rpc.socket.close()
                    rpc = world.connect(5)
            except Closed:
                rpc.socket.close()
                rpc = world.connect(5)
        rpc.socket.close()
        world.answers()

    def mutated_call(rpc):
        procedure, args = rnd.choice(list(calls.items()))
        record = bytearray(rpc.message(NFS, 3, procedure, args))
        for _ in range(rnd.choice((1, 1, 2, 8))):
            at = rnd.randrange(4, len(record))
            record[at] ^= 1 << rnd.randrange(8)
        return bytes(record[:rnd.randrange(len(record))]) if rnd.random() < 0.2 else bytes(record)

    calls = good_arguments(world)
    count = 2_000 if size == "ci" else 50_000
    check("floods: 500 idle connections", idle_connections)
    check("floods: answers that nobody reads", answers_unread)
    check("floods: connections reset in the middle of a call", connections_cut_off)
    check(f"floods: {count} records of random bytes", lambda: throw(lambda _: rnd.randbytes(rnd.randrange(2000)), count))
    check(f"floods: {count} calls with flipped bits or a cut", lambda: throw(mutated_call, count))
