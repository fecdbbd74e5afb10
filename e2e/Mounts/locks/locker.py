"""Locks a file, for the lock trials.

    locker.py try  KIND FILE [START LENGTH]         takes and gives back; exit status 0 if it could be had at once, 1 if not
    locker.py ask  KIND FILE START LENGTH           prints the kind, start and length of a lock that is in the way, or `free`
    locker.py hold KIND FILE NAME [START LENGTH]    waits for it, makes /tmp/NAME.held, and gives it back when /tmp/NAME.release appears

KIND is `exclusive` or `shared` for fcntl locks, `flock` for an exclusive one of flock(2).
"""
import errno
import fcntl
import os
import struct
import sys
import time

FLOCK = "hhqqi4x"
MODES = {"exclusive": fcntl.LOCK_EX, "shared": fcntl.LOCK_SH, "flock": fcntl.LOCK_EX}


def lock(kind, descriptor, mode, start, length):
    if kind == "flock":
        fcntl.flock(descriptor, mode)
    else:
        fcntl.lockf(descriptor, mode, length, start)


def main():
    action, kind, path = sys.argv[1:4]
    rest = sys.argv[5:] if action == "hold" else sys.argv[4:]
    start, length = (int(rest[0]), int(rest[1])) if rest else (0, 0)
    descriptor = os.open(path, os.O_RDWR)
    if action == "ask":
        wanted = fcntl.F_RDLCK if kind == "shared" else fcntl.F_WRLCK
        found = struct.unpack(FLOCK, fcntl.fcntl(descriptor, fcntl.F_GETLK, struct.pack(FLOCK, wanted, os.SEEK_SET, start, length, 0)))
        print("free" if found[0] == fcntl.F_UNLCK else f"{'shared' if found[0] == fcntl.F_RDLCK else 'exclusive'} {found[2]} {found[3]}")
        return 0

    if action == "try":
        try:
            lock(kind, descriptor, MODES[kind] | fcntl.LOCK_NB, start, length)
        except OSError as denied:
            if denied.errno not in (errno.EAGAIN, errno.EACCES):
                raise
            print("denied")
            return 1
        lock(kind, descriptor, fcntl.LOCK_UN, start, length)
        print("granted")
        return 0

    name = sys.argv[4]
    began = time.monotonic()
    lock(kind, descriptor, MODES[kind], start, length)
    with open(f"/tmp/{name}.held", "w") as held:
        held.write(f"{time.monotonic() - began:.1f}\n")
    while not os.path.exists(f"/tmp/{name}.release"):
        time.sleep(0.1)
    lock(kind, descriptor, fcntl.LOCK_UN, start, length)
    os.unlink(f"/tmp/{name}.held")
    os.unlink(f"/tmp/{name}.release")
    return 0


sys.exit(main())
