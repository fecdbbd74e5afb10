"""What files do over SMB, as far as it differs from POSIX: names without case, characters that go by another code, times of 100 ns, open files."""
import errno as E
import os
import stat
import sys
import time

from checks import check, equal, fails, get, put

os.chdir(sys.argv[1])
CLIENT_HOLDS = 2        # seconds for which the client keeps attributes, and what was closed, open


def nothing_left():
    """The last close, at which a removed file goes, may come after close(2)."""
    deadline = time.time() + 10
    while os.listdir("."):
        assert time.time() < deadline, f"{os.listdir('.')} are still there"
        time.sleep(0.1)


def case_is_kept_but_does_not_matter():
    put("Case", b"1")
    equal(b"1", get("CASE"))
    put("cASE", b"2")
    equal((["Case"], b"2"), (os.listdir("."), get("Case")))
    # From one case to the other at once is nothing for the client: both names are one file.
    os.rename("Case", "between")
    os.rename("BETWEEN", "cAse")
    equal(["cAse"], os.listdir("."))
    os.unlink("cAse")
    nothing_left()


def case_of_other_scripts():
    put("Ärger-Ω-Ж", b"x")
    equal(b"x", get("äRGER-ω-ж"))
    equal(["Ärger-Ω-Ж"], os.listdir("."))


def characters_that_smb_lacks():
    """The client maps what Windows forbids to private characters, and back."""
    names = ["a:b", "star*", "what?", "<angle>", "pipe|", 'quo"te', "ends.", "ends ", "new\nline", "tab\t"]
    for name in names:
        put(name, name.encode())
    equal(sorted(names), sorted(os.listdir(".")))
    for name in names:
        equal(name.encode(), get(name))
        os.unlink(name)


def names_of_many_kinds():
    names = ["ü", "u\u0308", "日本語", "😀", "x" * 255, " leading", "-dash", "~tilde", "a.b.c", "COM1x", "#", "%41"]
    for name in names:
        put(name)
    equal(sorted(names), sorted(os.listdir(".")))
    for name in names:
        os.unlink(name)


def times_of_100_ns():
    put("times")
    os.utime("times", ns=(1_000_000_001_234_567_800, 1_700_000_000_123_456_700))
    s = os.stat("times")
    equal((1_000_000_001_234_567_800, 1_700_000_000_123_456_700), (s.st_atime_ns, s.st_mtime_ns))
    time.sleep(CLIENT_HOLDS)    # times that were set hold against writes through the same open
    with open("times", "ab") as f:
        f.write(b"more")
    for _ in range(40):         # the client remembers attributes, and a server may tell of a write when the file is closed
        if os.stat("times").st_mtime_ns > 1_700_000_000_123_456_789:
            break
        time.sleep(0.1)
    else:
        raise AssertionError("a write left the modification time as it was")
    os.unlink("times")


def times_before_1970():
    put("old")
    os.utime("old", ns=(-10**18, -10**18))
    equal(-10**18, os.stat("old").st_mtime_ns)
    os.unlink("old")


def read_only_is_the_absence_of_write():
    put("locked", b"x", 0o644)
    os.chmod("locked", 0o444)
    equal(0, os.stat("locked").st_mode & 0o222)
    time.sleep(CLIENT_HOLDS)
    equal(0, os.stat("locked").st_mode & 0o222)
    os.chmod("locked", 0o644)
    time.sleep(CLIENT_HOLDS)
    equal(0o200, os.stat("locked").st_mode & 0o200)
    os.unlink("locked")


def exclusive_create():
    fd = os.open("only", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o640)
    os.close(fd)
    fails(E.EEXIST, os.open, "only", os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    fails(E.EEXIST, os.open, "ONLY", os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    fails(E.EEXIST, os.mkdir, "only")
    os.unlink("only")


def rename_over():
    put("old", b"old")
    put("new", b"new")
    os.rename("new", "old")
    equal((b"new", ["old"]), (get("old"), os.listdir(".")))
    os.makedirs("ra")
    os.makedirs("rb/in")
    fails(E.ENOENT, os.rename, "missing", "x")
    try:
        os.rename("ra", "rb")
        raise AssertionError("a folder went over a full one")
    except OSError as e:
        assert e.errno in (E.ENOTEMPTY, E.EEXIST, E.EACCES), e
    os.removedirs("rb/in")
    os.rmdir("ra")
    os.unlink("old")


def rename_between_folders():
    os.makedirs("from/dir/inside")
    os.mkdir("to")
    os.rename("from/dir", "to/dir")
    equal((["dir"], ["inside"], []), (os.listdir("to"), os.listdir("to/dir"), os.listdir("from")))
    os.removedirs("to/dir/inside")
    os.rmdir("from")


def unlinked_but_open():
    fd = os.open("open-gone", os.O_CREAT | os.O_RDWR, 0o644)
    os.write(fd, b"still here")
    os.unlink("open-gone")
    os.pwrite(fd, b"STILL", 0)
    equal(b"STILL here", os.pread(fd, 100, 0))
    os.close(fd)
    nothing_left()


def hard_links():
    """On a mount without leases: a client that has one by one name may not open the file by another."""
    put("link0", b"one")
    for i in range(1, 20):
        os.link("link0", f"link{i}")
    equal((20, 1), (os.stat("link7").st_nlink, len({os.stat(f"link{i}").st_ino for i in range(20)})))
    put("link5", b"changed")
    equal(b"changed", get("link0"))
    os.unlink("link0")
    equal((19, b"changed"), (os.stat("link1").st_nlink, get("link19")))
    fails(E.EEXIST, os.link, "link1", "link2")
    for name in os.listdir("."):
        os.unlink(name)


def symbolic_links():
    os.symlink("t" * 1000, "sym")
    equal(("t" * 1000, True), (os.readlink("sym"), stat.S_ISLNK(os.lstat("sym").st_mode)))
    os.symlink("loop2", "loop1")
    os.symlink("loop1", "loop2")
    fails(E.ELOOP, os.stat, "loop1")
    put("aim", b"hit")
    os.symlink("aim", "arrow")
    equal(b"hit", get("arrow"))
    for name in os.listdir("."):
        os.unlink(name)


def deep_paths():
    path = "/".join(["d" * 40] * 20)
    os.makedirs(path)
    put(path + "/bottom", b"deep")
    equal(b"deep", get(path + "/bottom"))
    os.unlink(path + "/bottom")
    os.removedirs(path)


def folder_times():
    os.mkdir("stamps")
    last = os.stat("stamps").st_mtime_ns
    steps = [lambda: put("stamps/a"), lambda: os.rename("stamps/a", "stamps/c"), lambda: os.unlink("stamps/c"),
             lambda: os.mkdir("stamps/d"), lambda: os.rmdir("stamps/d")]
    for number, step in enumerate(steps):
        time.sleep(0.02)
        step()
        # What the client remembers of the folder is a second old at most; a fresh open asks.
        time.sleep(1.1)
        now = os.stat("stamps").st_mtime_ns
        assert now > last, f"step {number}"
        last = now
    os.rmdir("stamps")


def space():
    s = os.statvfs(".")
    assert s.f_blocks > 0 and 0 < s.f_bavail <= s.f_bfree <= s.f_blocks, s
    equal(255, s.f_namemax)


def preallocation():
    """fallocate and posix_fallocate, in what the client asks of the server: the size, and zeros."""
    fd = os.open("allocated", os.O_CREAT | os.O_RDWR, 0o644)
    os.posix_fallocate(fd, 0, 1 << 20)
    equal((1 << 20, bytes(100)), (os.fstat(fd).st_size, os.pread(fd, 100, 500_000)))
    os.close(fd)
    os.unlink("allocated")


def copy_on_the_server():
    """copy_file_range goes to the server as copychunk."""
    data = os.urandom(3_000_001)
    put("source", data)
    with open("source", "rb") as a, open("copy", "wb") as b:
        left = len(data)
        while left:
            done = os.copy_file_range(a.fileno(), b.fileno(), left)
            assert done > 0
            left -= done
    equal(True, get("copy") == data)
    os.unlink("source")
    os.unlink("copy")


RULES = (
        case_is_kept_but_does_not_matter, case_of_other_scripts, characters_that_smb_lacks, names_of_many_kinds, times_of_100_ns, times_before_1970,
        read_only_is_the_absence_of_write, exclusive_create, rename_over, rename_between_folders, unlinked_but_open, symbolic_links, deep_paths,
        folder_times, space, preallocation, copy_on_the_server)
for rule in (hard_links,) if sys.argv[2:] == ["links"] else RULES:
    # Each has a folder of its own: what a failed one leaves is nobody else's.
    os.mkdir(rule.__name__)
    os.chdir(rule.__name__)
    check("smb: " + rule.__name__.replace("_", " "), rule)
    os.chdir("..")
