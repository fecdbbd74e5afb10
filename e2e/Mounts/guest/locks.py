"""Byte-range locks through two mounts, one process each: what one holds, the other does not get.

    locks.py HERE THERE [RULE…]     only the rules that are named
"""
import errno as E
import fcntl
import os
import struct
import sys
import threading
import time

from checks import check, equal, fails, put

here, there = sys.argv[1], sys.argv[2]
SH, EX, UN, NB = fcntl.LOCK_SH, fcntl.LOCK_EX, fcntl.LOCK_UN, fcntl.LOCK_NB


class Pair:
    """One file, open through both mounts."""

    def __init__(self, name):
        self.name = name
        put(f"{here}/{name}", b"x" * 1000)

    def __enter__(self):
        self.a = os.open(f"{here}/{self.name}", os.O_RDWR)
        self.b = os.open(f"{there}/{self.name}", os.O_RDWR)
        return self.a, self.b

    def __exit__(self, *_):
        for fd in (self.a, self.b):
            try:
                os.close(fd)
            except OSError as e:
                if e.errno != E.EBADF:
                    raise
        os.unlink(f"{here}/{self.name}")


def held(action, *args):
    """The lock is somebody else's: EAGAIN or EACCES, as POSIX has it."""
    try:
        action(*args)
    except OSError as e:
        assert e.errno in (E.EAGAIN, E.EACCES), e
        return
    raise AssertionError("it was granted")


def lock(fd, kind, length=0, start=0):
    fcntl.lockf(fd, kind | (0 if kind == UN else NB), length, start)


def exclusive_excludes():
    with Pair("ex") as (a, b):
        lock(a, EX, 100, 0)
        held(lock, b, EX, 100, 0)
        held(lock, b, SH, 1, 99)
        lock(b, EX, 100, 100)
        held(lock, a, SH, 1, 150)
        lock(a, UN, 100, 0)
        lock(b, EX, 100, 0)


def shared_is_shared():
    with Pair("sh") as (a, b):
        lock(a, SH, 10, 0)
        lock(b, SH, 10, 0)
        held(lock, b, EX, 10, 5)
        lock(a, UN, 10, 0)
        lock(b, UN, 10, 0)
        lock(b, EX, 10, 0)
        held(lock, a, SH, 10, 0)


def far_ranges():
    far = 1 << 40
    with Pair("far") as (a, b):
        lock(a, EX, 10, far)
        held(lock, b, EX, 1, far + 9)
        lock(b, EX, 1, far + 10)
        lock(b, EX, 1, far & 0xFFFFFFFF)


def whole_file():
    with Pair("whole") as (a, b):
        lock(a, EX)
        held(lock, b, SH, 1, 1 << 50)
        lock(a, UN)
        lock(b, EX)


def close_releases():
    with Pair("close") as (a, b):
        lock(a, EX, 100, 0)
        held(lock, b, EX, 100, 0)
        os.close(a)
        wait_till_granted(lambda: lock(b, EX, 100, 0))


def death_releases():
    with Pair("death") as (_, b):
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            fd = os.open(f"{here}/death", os.O_RDWR)
            lock(fd, EX)
            os.write(write, b"!")
            time.sleep(1000)
        os.read(read, 1)
        held(lock, b, EX)
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        wait_till_granted(lambda: lock(b, EX))


def waiter_gets_it():
    """A blocked lock is granted when the other lets go, and not before."""
    with Pair("wait") as (a, b):
        lock(a, EX, 100, 0)
        granted = threading.Event()
        waiter = threading.Thread(target=lambda: (fcntl.lockf(b, EX, 100, 0), granted.set()))
        waiter.start()
        equal(False, granted.wait(1.5))
        lock(a, UN, 100, 0)
        equal(True, granted.wait(30))
        waiter.join()
        held(lock, a, EX, 100, 0)


def asks_who_holds():
    """F_GETLK says that somebody does."""
    with Pair("getlk") as (a, b):
        lock(a, EX, 100, 0)
        answer = fcntl.fcntl(b, fcntl.F_GETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 50, 10, 0))
        assert struct.unpack("hhqqi4x", answer)[0] != fcntl.F_UNLCK, "nobody holds it"
        answer = fcntl.fcntl(b, fcntl.F_GETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 500, 10, 0))
        equal(fcntl.F_UNLCK, struct.unpack("hhqqi4x", answer)[0])


def flock_excludes():
    with Pair("flock") as (a, b):
        fcntl.flock(a, EX | NB)
        held(fcntl.flock, b, EX | NB)
        held(fcntl.flock, b, SH | NB)
        fcntl.flock(a, UN)
        fcntl.flock(b, SH | NB)
        fcntl.flock(a, SH | NB)


def counts_under_lock():
    """Two processes count to 200 in one file, each step under the lock."""
    with Pair("count"):
        put(f"{here}/count", b"0")
        children = []
        for root in (here, there):
            pid = os.fork()
            if pid == 0:
                fd = os.open(f"{root}/count", os.O_RDWR)
                for _ in range(100):
                    fcntl.lockf(fd, EX, 1, 1 << 20)
                    number = int(os.pread(fd, 10, 0)) + 1
                    os.pwrite(fd, b"%d" % number, 0)
                    os.fsync(fd)
                    fcntl.lockf(fd, UN, 1, 1 << 20)
                os._exit(0)
            children.append(pid)
        for pid in children:
            equal(0, os.waitpid(pid, 0)[1])
        with open(f"{there}/count", "rb") as f:
            equal(b"200", f.read())


def mandatory():
    """SMB's locks bind readers and writers too."""
    with Pair("mandatory") as (a, b):
        lock(a, EX, 100, 0)
        held(os.pread, b, 10, 50)
        held(write_through, b, b"y", 50)
        write_through(b, b"y", 200)
        lock(a, UN, 100, 0)
        equal(b"x", os.pread(b, 1, 50))


def write_through(fd, data, at):
    os.pwrite(fd, data, at)
    os.fsync(fd)


def wait_till_granted(action):
    deadline = time.time() + 20
    while True:
        try:
            return action()
        except OSError as e:
            if e.errno not in (E.EAGAIN, E.EACCES) or time.time() > deadline:
                raise
        time.sleep(0.1)


RULES = (exclusive_excludes, shared_is_shared, far_ranges, whole_file, close_releases, death_releases, waiter_gets_it, asks_who_holds, flock_excludes,
         counts_under_lock, mandatory)
unknown = set(sys.argv[3:]) - {rule.__name__ for rule in RULES}
assert not unknown, unknown
for rule in RULES:
    if rule.__name__ in sys.argv[3:] or not sys.argv[3:]:
        check("locks: " + rule.__name__.replace("_", " "), rule)
