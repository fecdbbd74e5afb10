"""POSIX rules over a mount, one function each: names, links, permissions, times, sizes, open files.

    posix.py FOLDER [RULE…]     only the rules that are named
"""
import errno as E
import os
import random
import socket
import stat
import subprocess
import sys
import time

from checks import as_user, check, equal, fails, get, put

os.umask(0o022)
os.chdir(sys.argv[1])
USER1, USER2 = 1001, 1002


def mode(path):
    return stat.S_IMODE(os.lstat(path).st_mode)


# ------------------------------------------------------------------ names

def name_lengths():
    put("n" * 255, b"x")
    assert "n" * 255 in os.listdir(".")
    fails(E.ENAMETOOLONG, put, "n" * 256)
    fails(E.ENAMETOOLONG, os.mkdir, "n" * 256)
    os.rename("n" * 255, "m" * 255)
    os.unlink("m" * 255)


def name_bytes():
    """Any byte but NUL and '/' may be in a name, UTF-8 or not, and comes back as it was."""
    names = [bytes([b]) for b in range(1, 256) if b not in (0x2E, 0x2F)] + [b"\xff\xfe", "é".encode(), "e\u0301".encode(), "日本".encode()]
    os.mkdir("bytes")
    for name in names:
        put(b"bytes/" + name, name)
    equal(sorted(names), sorted(os.listdir(b"bytes")))
    for name in names:
        equal(name, get(b"bytes/" + name))
        os.unlink(b"bytes/" + name)
    os.rmdir("bytes")


def case_matters():
    put("Case", b"1")
    put("case", b"2")
    equal((b"1", b"2"), (get("Case"), get("case")))
    os.rename("case", "CASE")
    equal(sorted(["Case", "CASE"]), sorted(n for n in os.listdir(".") if n.lower() == "case"))


def deep_paths():
    top = os.getcwd()
    for _ in range(100):
        os.mkdir("d" * 40)
        os.chdir("d" * 40)
    put("bottom", b"deep")
    os.chdir(top)
    path = "/".join(["d" * 40] * 50)
    assert os.path.isdir(path)
    equal(2 + 1, os.stat("d" * 40).st_nlink)
    os.chdir(top)
    subprocess.run(["rm", "-r", "d" * 40], check=True)


# ------------------------------------------------- create, remove, rename

def exclusive_create():
    fd = os.open("only", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o640)
    os.close(fd)
    equal(0o640, mode("only"))
    fails(E.EEXIST, os.open, "only", os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    fails(E.EEXIST, os.mkdir, "only")
    fails(E.EEXIST, os.symlink, "x", "only")
    fails(E.EEXIST, os.mkfifo, "only")


def remove_errors():
    os.makedirs("full/inner")
    put("plain")
    fails(E.ENOTEMPTY, os.rmdir, "full")
    fails(E.ENOTDIR, os.rmdir, "plain")
    fails(E.ENOTDIR, os.stat, "plain/x")
    fails(E.ENOENT, os.unlink, "missing")
    fails(E.ENOENT, os.rmdir, "missing")
    try:
        os.unlink("full")
        raise AssertionError("unlink removed a directory")
    except OSError as e:
        assert e.errno in (E.EISDIR, E.EPERM), e


def rename_over():
    put("old", b"old")
    put("new", b"new")
    inode = os.stat("new").st_ino
    os.rename("new", "old")
    equal((b"new", inode), (get("old"), os.stat("old").st_ino))
    fails(E.ENOENT, os.stat, "new")
    os.makedirs("ra")
    os.makedirs("rb/in")
    fails(E.ENOTEMPTY, os.rename, "ra", "rb")
    os.rmdir("rb/in")
    os.rename("ra", "rb")
    fails(E.EISDIR, os.rename, "old", "rb")
    fails(E.ENOTDIR, os.rename, "rb", "old")
    fails(E.EINVAL, os.rename, "rb", "rb/below")
    fails(E.ENOENT, os.rename, "missing", "x")


def rename_between_directories():
    os.makedirs("from/dir/inside")
    os.mkdir("to")
    equal((3, 2), (os.stat("from").st_nlink, os.stat("to").st_nlink))
    os.rename("from/dir", "to/dir")
    equal((2, 3), (os.stat("from").st_nlink, os.stat("to").st_nlink))
    equal(os.stat("to").st_ino, os.stat("to/dir/..").st_ino)
    equal(["inside"], os.listdir("to/dir"))


def rename_hard_links():
    """Renaming one name of a file over another name of the same file does nothing."""
    put("same1", b"s")
    os.link("same1", "same2")
    os.rename("same1", "same2")
    equal((True, True), (os.path.exists("same1"), os.path.exists("same2")))


def unlinked_but_open():
    fd = os.open("open-gone", os.O_CREAT | os.O_RDWR, 0o644)
    os.write(fd, b"still here")
    os.unlink("open-gone")
    fails(E.ENOENT, os.stat, "open-gone")
    os.pwrite(fd, b"STILL", 0)
    equal(b"STILL here", os.pread(fd, 100, 0))
    os.close(fd)
    for _ in range(100):        # the client removes the name that it hid the file under, but not before close returns
        hidden = [n for n in os.listdir(".") if n.startswith(".nfs")]
        if not hidden:
            return
        time.sleep(0.1)
    raise AssertionError(f"{hidden} are still there")


def renamed_over_but_open():
    put("target", b"first")
    put("source", b"second")
    with open("target", "rb") as held:
        os.rename("source", "target")
        equal(b"first", held.read())
    equal(b"second", get("target"))


# ------------------------------------------------------------------ links

def hard_links():
    put("link0", b"one")
    for i in range(1, 20):
        os.link("link0", f"link{i}")
    equal(20, os.stat("link7").st_nlink)
    put("link5", b"changed")
    equal(b"changed", get("link0"))
    os.unlink("link0")
    equal((19, b"changed"), (os.stat("link1").st_nlink, get("link19")))
    fails(E.EEXIST, os.link, "link1", "link2")
    os.mkdir("dirlink")
    fails(E.EPERM, os.link, "dirlink", "dirlink2")


def symbolic_links():
    os.symlink("t" * 1000, "sym")
    equal("t" * 1000, os.readlink("sym"))
    equal((1000, True), (os.lstat("sym").st_size, stat.S_ISLNK(os.lstat("sym").st_mode)))
    os.symlink("loop2", "loop1")
    os.symlink("loop1", "loop2")
    fails(E.ELOOP, os.stat, "loop1")
    put("aim", b"hit")
    os.symlink("aim", "arrow")
    equal(b"hit", get("arrow"))
    fails(E.EINVAL, os.readlink, "aim")
    os.chown("arrow", USER1, USER1, follow_symlinks=False)
    equal((USER1, 0), (os.lstat("arrow").st_uid, os.stat("aim").st_uid))


def special_files():
    os.mkfifo("fifo", 0o622)
    os.mknod("char", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    os.mknod("block", 0o600 | stat.S_IFBLK, os.makedev(259, 70000))
    s = socket.socket(socket.AF_UNIX)
    s.bind("socket")
    equal("pcbs", "".join(stat.filemode(os.lstat(n).st_mode)[0] for n in ("fifo", "char", "block", "socket")))
    equal((os.makedev(1, 3), os.makedev(259, 70000)), (os.stat("char").st_rdev, os.stat("block").st_rdev))
    child = os.fork()
    if child == 0:
        put("fifo", b"through the pipe")
        os._exit(0)
    equal(b"through the pipe", get("fifo"))
    os.waitpid(child, 0)


# ------------------------------------------------------ sizes and content

def sparse_files():
    with open("sparse", "wb") as f:
        f.write(b"start")
        f.seek(1 << 30)
        f.write(b"end")
    equal((1 << 30) + 3, os.stat("sparse").st_size)
    with open("sparse", "rb") as f:
        equal(b"start" + bytes(95), f.read(100))
        f.seek(1 << 29)
        equal(bytes(65536), f.read(65536))
        f.seek((1 << 30) - 1)
        equal(b"\0end", f.read())


def far_offsets():
    """Offsets beyond 32 bits are 64-bit ones."""
    far = (1 << 40) + 12345
    fd = os.open("far", os.O_CREAT | os.O_RDWR, 0o644)
    os.pwrite(fd, b"far", far)
    os.fsync(fd)
    equal((far + 3, b"\0far"), (os.fstat(fd).st_size, os.pread(fd, 10, far - 1)))
    os.close(fd)


def truncate_and_extend():
    put("cut", b"x" * 10000)
    os.truncate("cut", 100)
    os.truncate("cut", 9000)
    equal(b"x" * 100 + bytes(8900), get("cut"))
    os.truncate("cut", 0)
    equal((0, b""), (os.stat("cut").st_size, get("cut")))
    fails(E.EISDIR, os.truncate, ".", 0)


def truncate_model():
    """Random writes and truncates against a model in memory."""
    rnd, model = random.Random(7), bytearray()
    fd = os.open("model", os.O_CREAT | os.O_RDWR, 0o644)
    for _ in range(300):
        if rnd.random() < 0.3:
            size = rnd.randrange(300_000)
            os.ftruncate(fd, size)
            model = model[:size] + bytes(max(0, size - len(model)))
        else:
            at, data = rnd.randrange(300_000), rnd.randbytes(rnd.randrange(1, 9000))
            os.pwrite(fd, data, at)
            model = model + bytes(max(0, at - len(model)))
            model[at:at + len(data)] = data
        if rnd.random() < 0.1:
            os.fsync(fd)
    os.close(fd)
    subprocess.run(["sh", "-c", "echo 3 > /proc/sys/vm/drop_caches"], check=True)
    equal(bytes(model), get("model"))


def appends():
    children = []
    put("log")
    for who in b"AB":
        pid = os.fork()
        if pid == 0:
            fd = os.open("log", os.O_WRONLY | os.O_APPEND)
            for _ in range(100):
                os.write(fd, bytes([who]) * 63 + b"\n")
            os._exit(0)
        children.append(pid)
    for pid in children:
        os.waitpid(pid, 0)
    lines = get("log").splitlines()
    equal({b"A" * 63: 100, b"B" * 63: 100}, {line: lines.count(line) for line in set(lines)})


# ------------------------------------------------------- attributes, times

def modes_and_owners():
    put("attr")
    os.chown("attr", 12345, 4294967294 - 1)
    equal((12345, 4294967293), (os.stat("attr").st_uid, os.stat("attr").st_gid))
    for bits in (0o000, 0o7777, 0o4755, 0o2755, 0o1644, 0o640):
        os.chmod("attr", bits)
        equal(bits, mode("attr"))


def times():
    put("times")
    os.utime("times", ns=(1_000_000_001, 1_700_000_000_123_456_789))
    s = os.stat("times")
    equal((1_000_000_001, 1_700_000_000_123_456_789), (s.st_atime_ns, s.st_mtime_ns))
    changed = s.st_ctime_ns
    os.chmod("times", 0o600)
    s = os.stat("times")
    equal(1_700_000_000_123_456_789, s.st_mtime_ns)
    assert s.st_ctime_ns > changed, "chmod left the change time as it was"
    with open("times", "ab") as f:
        f.write(b"more")
    assert os.stat("times").st_mtime_ns > 1_700_000_000_123_456_789, "a write left the modification time as it was"


def directory_times():
    """Each change of a directory's entries moves its times on."""
    os.mkdir("stamps")
    last = os.stat("stamps").st_mtime_ns
    steps = [lambda: put("stamps/a"), lambda: os.link("stamps/a", "stamps/b"), lambda: os.rename("stamps/b", "stamps/c"),
             lambda: os.unlink("stamps/c"), lambda: os.mkdir("stamps/d"), lambda: os.rmdir("stamps/d"), lambda: os.symlink("x", "stamps/e")]
    for number, step in enumerate(steps):
        step()
        s = os.stat("stamps")
        assert s.st_mtime_ns > last and s.st_ctime_ns > last, f"step {number}"
        last = s.st_mtime_ns


def inherited_group():
    """A directory with the set-group-ID bit hands its group, and to directories the bit, to what is made in it."""
    os.mkdir("setgid")
    os.chown("setgid", 0, 5000)
    os.chmod("setgid", 0o2777)
    put("setgid/file")
    os.mkdir("setgid/sub")
    equal((5000, 5000), (os.stat("setgid/file").st_gid, os.stat("setgid/sub").st_gid))
    equal(0o2000, mode("setgid/sub") & 0o2000)


# ------------------------------------------------------------- permissions

def owner_only_reads():
    put("secret", b"s", 0o600)
    os.chown("secret", USER1, USER1)
    as_user(USER1, lambda: equal(b"s", get("secret")))
    as_user(USER2, lambda: fails(E.EACCES, get, "secret"))
    as_user(USER2, lambda: fails(E.EACCES, os.open, "secret", os.O_WRONLY))


def group_bits():
    put("shared", b"g", 0o640)
    os.chown("shared", USER1, 3000)
    as_user(USER2, lambda: equal(b"g", get("shared")), groups=[3000])
    as_user(USER2, lambda: fails(E.EACCES, os.open, "shared", os.O_WRONLY), groups=[3000])
    as_user(USER2, lambda: fails(E.EACCES, get, "shared"), groups=[3001])
    os.chmod("shared", 0o046)       # the owner's and the group's bits come before those of others
    as_user(USER1, lambda: fails(E.EACCES, get, "shared"))
    as_user(USER2, lambda: fails(E.EACCES, os.open, "shared", os.O_WRONLY), groups=[3000])
    as_user(USER2, lambda: equal(b"g", get("shared")))


def directory_bits():
    os.mkdir("mine", 0o755)
    os.chown("mine", USER1, USER1)
    as_user(USER2, lambda: fails(E.EACCES, put, "mine/x"))
    as_user(USER2, lambda: fails(E.EACCES, os.mkdir, "mine/x"))
    as_user(USER1, lambda: put("mine/x", b"x"))
    equal((USER1, USER1), (os.stat("mine/x").st_uid, os.stat("mine/x").st_gid))
    as_user(USER2, lambda: fails(E.EACCES, os.unlink, "mine/x"))
    as_user(USER2, lambda: fails(E.EACCES, os.rename, "mine/x", "mine/y"))
    as_user(USER2, lambda: equal(b"x", get("mine/x")))
    os.chmod("mine", 0o744)         # may be listed, but not entered
    as_user(USER2, lambda: equal(["x"], os.listdir("mine")))
    as_user(USER2, lambda: fails(E.EACCES, get, "mine/x"))
    os.chmod("mine", 0o711)         # may be entered, but not listed
    as_user(USER2, lambda: fails(E.EACCES, os.listdir, "mine"))
    as_user(USER2, lambda: equal(b"x", get("mine/x")))


def sticky_directory():
    os.mkdir("sticky")
    os.chmod("sticky", 0o1777)
    as_user(USER1, lambda: put("sticky/one", b"1", 0o666))
    as_user(USER2, lambda: denied(os.unlink, "sticky/one"))
    as_user(USER2, lambda: put("sticky/two"))
    as_user(USER2, lambda: denied(os.rename, "sticky/two", "sticky/one"))
    as_user(USER1, lambda: os.unlink("sticky/one"))


def denied(action, *args):
    """EPERM and EACCES are both POSIX answers here."""
    try:
        action(*args)
    except PermissionError:
        return
    raise AssertionError("was allowed")


def owner_only_changes():
    put("owned", b"o")
    os.chown("owned", USER1, USER1)
    os.chmod("owned", 0o666)
    as_user(USER2, lambda: fails(E.EPERM, os.chmod, "owned", 0o777))
    as_user(USER2, lambda: fails(E.EPERM, os.utime, "owned", ns=(1, 1)))
    as_user(USER2, lambda: os.utime("owned"))           # to now: who may write may do this
    as_user(USER1, lambda: fails(E.EPERM, os.chown, "owned", USER2, -1))
    as_user(USER1, lambda: fails(E.EPERM, os.chown, "owned", -1, USER2))
    as_user(USER1, lambda: os.chown("owned", -1, 3000), groups=[3000])
    equal(3000, os.stat("owned").st_gid)


def set_id_bits_fall():
    """A write or a chown by somebody who is not root takes the set-ID bits away."""
    for name, change in (("fall-write", lambda: append("fall-write")), ("fall-chown", lambda: os.chown("fall-chown", -1, 3000))):
        put(name, b"xx")
        os.chown(name, USER1, USER1)
        os.chmod(name, 0o6777)
        as_user(USER1, change, groups=[3000])
        equal((name, 0), (name, mode(name) & 0o6000))


def append(path):
    with open(path, "ab") as f:
        f.write(b"more")


def access_calls():
    put("asked", b"", 0o640)
    os.chown("asked", USER1, USER1)
    as_user(USER1, lambda: equal((True, True, False), tuple(os.access("asked", m) for m in (os.R_OK, os.W_OK, os.X_OK))))
    as_user(USER2, lambda: equal((False, False, False), tuple(os.access("asked", m) for m in (os.R_OK, os.W_OK, os.X_OK))))


def execution():
    put("run.sh", b"#!/bin/sh\necho ran\n", 0o755)
    equal(b"ran\n", subprocess.run(["./run.sh"], capture_output=True, check=True).stdout)
    os.chmod("run.sh", 0o644)
    fails(E.EACCES, subprocess.run, ["./run.sh"])


def open_file_outlives_chmod():
    """Who has opened a file goes on writing it when the mode changes, as on a local disk: the owner may always."""
    os.mkdir("outlive")
    os.chown("outlive", USER1, USER1)

    def write_after_chmod():
        fd = os.open("outlive/f", os.O_CREAT | os.O_WRONLY, 0o644)
        os.fchmod(fd, 0o000)
        os.write(fd, b"kept")
        os.fsync(fd)
        os.close(fd)

    as_user(USER1, write_after_chmod)
    equal(b"kept", get("outlive/f"))


def setpriv_users():
    """The same through programs, as the users of this machine."""
    os.mkdir("home1", 0o700)
    os.chown("home1", USER1, USER1)

    def run(uid, command):
        done = subprocess.run(["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "sh", "-c", command], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    equal((0, ""), run(USER1, "echo hello > home1/file"))
    equal((0, "hello\n"), run(USER1, "cat home1/file"))
    code, text = run(USER2, "cat home1/file")
    assert code and "Permission denied" in text, text
    code, text = run(USER2, "echo x > home1/new")
    assert code and "Permission denied" in text, text


RULES = (
        name_lengths, name_bytes, case_matters, deep_paths, exclusive_create, remove_errors, rename_over, rename_between_directories,
        rename_hard_links, unlinked_but_open, renamed_over_but_open, hard_links, symbolic_links, special_files, sparse_files, far_offsets,
        truncate_and_extend, truncate_model, appends, modes_and_owners, times, directory_times, inherited_group, owner_only_reads, group_bits,
        directory_bits, sticky_directory, owner_only_changes, set_id_bits_fall, access_calls, execution, open_file_outlives_chmod, setpriv_users)
unknown = set(sys.argv[2:]) - {rule.__name__ for rule in RULES}
assert not unknown, unknown
for rule in RULES:
    if rule.__name__ in sys.argv[2:] or not sys.argv[2:]:
        check("posix: " + rule.__name__.replace("_", " "), rule)
