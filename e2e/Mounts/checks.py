"""Assertions for Python parts, in the guest and on the host: the same lines as assert.sh."""
import errno
import os
import traceback


passed, failed = 0, 0


def check(name, action):
    """ok if the function returns without an exception."""
    global passed, failed
    try:
        action()
        passed += 1
        print(f"ok - {name}", flush=True)
    except BaseException:
        failed += 1
        print(f"not ok - {name}\n    " + traceback.format_exc(limit=-2).strip().replace("\n", "\n    "), flush=True)


def equal(want, got):
    if want != got:
        raise AssertionError(f"want {want!r:.200}, got {got!r:.200}")


def fails(code, action, *args, **kwargs):
    """The call must end with this errno."""
    try:
        result = action(*args, **kwargs)
    except OSError as e:
        equal(errno.errorcode[code], errno.errorcode.get(e.errno, e.errno))
        return
    raise AssertionError(f"want {errno.errorcode[code]}, but the call returned {result!r}")


def as_user(uid, action, groups=()):
    """Runs the function in a child with this uid and gid; what it raises is raised here."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        try:
            os.setgroups(list(groups))
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            action()
        except BaseException:
            os.write(write, traceback.format_exc(limit=-2).encode()[-3000:])
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        trouble = pipe.read().decode()
    os.waitpid(pid, 0)
    if trouble:
        raise AssertionError(f"as uid {uid}: {trouble}")


def put(path, data=b"", mode=0o644):
    fd = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, mode)
    with os.fdopen(fd, "wb") as f:
        f.write(data)


def get(path):
    with open(path, "rb") as f:
        return f.read()
