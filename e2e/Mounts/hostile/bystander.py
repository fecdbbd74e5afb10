"""A well-behaved client on one connection of its own that works all the while, and must notice nothing."""
import threading
import time

from checks import check, equal
from rpc import CREATE, GETATTR, LOOKUP, OK, READ, REMOVE, WRITE, after_attributes, opaque, u32, u64


class Bystander:
    def __init__(self, world):
        self.world, self.calls, self.slowest, self.trouble = world, 0, 0.0, None
        self.name = b"bystander"
        self.handle = world.make(CREATE, self.name, world.root)
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def work(self):
        try:
            with self.world.connect(30) as rpc:
                while not self.stop.is_set():
                    self.turn(rpc)
        except BaseException as e:
            self.trouble = f"after {self.calls} calls: {e!r}"

    def turn(self, rpc):
        data = b"%08d" % self.calls * 64
        steps = ((WRITE, opaque(self.handle) + u64(0) + u32(len(data), 2) + opaque(data)), (READ, opaque(self.handle) + u64(0) + u32(1000)),
                 (LOOKUP, opaque(self.world.root) + opaque(self.name)), (GETATTR, opaque(self.handle)))
        for procedure, args in steps:
            start = time.monotonic()
            status, body = rpc.nfs(procedure, args)
            self.slowest = max(self.slowest, time.monotonic() - start)
            self.calls += 1
            equal((procedure, OK), (procedure, status))
            if procedure == READ:
                equal(data, after_attributes(body)[12:12 + len(data)])
        time.sleep(0.002)

    def report(self):
        self.stop.set()
        self.thread.join()
        self.world.remove(self.name, REMOVE, self.world.root)
        print(f"# the bystander made {self.calls} calls, the slowest took {self.slowest * 1000:.0f} ms")

        def noticed_nothing():
            equal(None, self.trouble)
            assert self.calls > 100, f"only {self.calls} calls were made"

        check("a bystander's connection noticed nothing", noticed_nothing)
