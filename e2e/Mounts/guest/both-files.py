"""What one protocol does to files, the other sees: run with the share's mount by NFS and by SMB."""
import errno as E
import os
import random
import sys
import time

from checks import check, equal, fails, get, put

nfs, smb = sys.argv[1], sys.argv[2]
PAGE = 4096
WAYS = (("NFS", nfs, "SMB", smb), ("SMB", smb, "NFS", nfs))


def seen(action):
    """What a client remembers is a moment old at most: tries for a while."""
    deadline = time.time() + 15
    while True:
        try:
            return action()
        except (OSError, AssertionError):
            if time.time() > deadline:
                raise
        time.sleep(0.2)


def written_is_read(here, there):
    for size in (0, 1, 4096, 65537, 3_000_001):
        data = random.Random(size).randbytes(size)
        put(f"{here}/w{size}", data)
        seen(lambda s=size, d=data: equal((s, True), (os.stat(f"{there}/w{s}").st_size, get(f"{there}/w{s}") == d)))
        os.unlink(f"{here}/w{size}")
        seen(lambda s=size: fails(E.ENOENT, os.stat, f"{there}/w{s}"))


def changed_is_read(here, there):
    """Overwritten in place, appended and cut: each is seen by who has the file open already."""
    put(f"{here}/c", b"a" * 10000)
    fd = os.open(f"{there}/c", os.O_RDONLY)
    equal(b"a" * 10, os.pread(fd, 10, 5000))
    with open(f"{here}/c", "r+b") as f:
        f.seek(5000)
        f.write(b"b" * 10)
    seen(lambda: equal(b"b" * 10, os.pread(fd, 10, 5000)))
    with open(f"{here}/c", "ab") as f:
        f.write(b"more")
    seen(lambda: equal(10004, os.stat(f"{there}/c").st_size))
    seen(lambda: equal(b"more", os.pread(fd, 10, 10000)))
    os.truncate(f"{here}/c", 100)
    seen(lambda: equal(100, os.stat(f"{there}/c").st_size))
    os.close(fd)
    os.unlink(f"{here}/c")


def both_write(here, there):
    """Each writes its half of one file, in turns; the whole is there for both. Whole pages, because without a lock an NFS client writes the rest of a page back as it knows it."""
    put(f"{here}/b", bytes(100 * PAGE))
    with open(f"{here}/b", "r+b") as one, open(f"{there}/b", "r+b") as other:
        for i in range(0, 100, 2):
            for f, n in ((one, i), (other, i + 1)):
                f.seek(n * PAGE)
                f.write(bytes([n]) * PAGE)
                f.flush()
                os.fsync(f.fileno())
    want = b"".join(bytes([n]) * PAGE for n in range(100))
    for root in (here, there):
        seen(lambda r=root: equal(True, get(f"{r}/b") == want))
    os.unlink(f"{here}/b")


def renames_are_seen(here, there):
    os.mkdir(f"{here}/dir")
    put(f"{here}/old", b"content")
    os.rename(f"{here}/old", f"{here}/dir/new")
    seen(lambda: equal(b"content", get(f"{there}/dir/new")))
    seen(lambda: fails(E.ENOENT, os.stat, f"{there}/old"))
    os.rename(f"{there}/dir", f"{there}/moved")
    seen(lambda: equal(["new"], os.listdir(f"{here}/moved")))
    os.unlink(f"{there}/moved/new")
    seen(lambda: equal([], os.listdir(f"{here}/moved")))
    os.rmdir(f"{here}/moved")
    seen(lambda: fails(E.ENOENT, os.stat, f"{there}/moved"))


def listings_are_the_same(here, there):
    os.mkdir(f"{here}/many")
    names = [f"name-{i:04}" for i in range(1500)] + ["ü", "日本語", "😀", "sp ace", "x" * 255]
    for name in names:
        put(f"{here}/many/{name}")
    for root in (here, there):
        seen(lambda r=root: equal(sorted(names), sorted(os.listdir(f"{r}/many"))))
    for name in names:
        os.unlink(f"{there}/many/{name}")
    seen(lambda: equal([], os.listdir(f"{here}/many")))
    os.rmdir(f"{here}/many")


def names_that_windows_lacks(here, there):
    """The characters that SMB can't say go by others there, and are themselves for NFS."""
    names = ["a:b", "star*", "what?", "<angle>", "pipe|", 'quo"te']
    os.mkdir(f"{here}/odd")
    for name in names:
        put(f"{here}/odd/{name}", name.encode())
    for root in (here, there):
        seen(lambda r=root: equal(sorted(names), sorted(os.listdir(f"{r}/odd"))))
    for name in names:
        equal(name.encode(), get(f"{there}/odd/{name}"))
        os.unlink(f"{there}/odd/{name}")
    seen(lambda: equal([], os.listdir(f"{here}/odd")))
    os.rmdir(f"{here}/odd")


def times_and_sizes(here, there):
    put(f"{here}/t", b"12345")
    time.sleep(2)
    os.utime(f"{here}/t", ns=(1_600_000_000_123_456_700, 1_500_000_000_123_456_700))
    seen(lambda: equal(1_500_000_000_123_456_700, os.stat(f"{there}/t").st_mtime_ns))
    equal(os.stat(f"{here}/t").st_ino, os.stat(f"{there}/t").st_ino)
    os.unlink(f"{here}/t")


def hard_links(here, there):
    put(f"{here}/one", b"linked")
    os.link(f"{here}/one", f"{here}/two")
    seen(lambda: equal(2, os.stat(f"{there}/two").st_nlink))
    os.unlink(f"{there}/one")
    seen(lambda: equal((1, b"linked"), (os.stat(f"{here}/two").st_nlink, get(f"{here}/two"))))
    os.unlink(f"{here}/two")


for name, here, other, there in WAYS:
    # A directory that moved on the server has the kernel's SMB client give up the server's file numbers, so these are compared before.
    for rule in (written_is_read, changed_is_read, both_write, times_and_sizes, renames_are_seen, listings_are_the_same, names_that_windows_lacks, hard_links):
        check(f"{name} acts, {other} looks: {rule.__name__.replace('_', ' ')}", lambda r=rule, h=here, t=there: r(h, t))


def case_of_nfs():
    """Two names that differ in case are two files for NFS; SMB finds each by its own name."""
    put(f"{nfs}/Case", b"upper")
    put(f"{nfs}/case", b"lower")
    seen(lambda: equal((b"upper", b"lower"), (get(f"{smb}/Case"), get(f"{smb}/case"))))
    os.unlink(f"{nfs}/Case")
    seen(lambda: equal(b"lower", get(f"{smb}/cASE")))
    os.unlink(f"{nfs}/case")


def symbolic_links_of_nfs():
    """One that NFS made is one for SMB too, and leads somewhere."""
    put(f"{nfs}/aim", b"hit")
    os.symlink("aim", f"{nfs}/arrow")
    seen(lambda: equal("aim", os.readlink(f"{smb}/arrow")))
    seen(lambda: equal(b"hit", get(f"{smb}/arrow")))
    os.mkdir(f"{nfs}/quiver")
    put(f"{nfs}/quiver/inner", b"deep")
    os.symlink("quiver", f"{nfs}/way")
    seen(lambda: equal(b"deep", get(f"{smb}/way/inner")))
    os.unlink(f"{smb}/arrow")
    seen(lambda: fails(E.ENOENT, os.lstat, f"{nfs}/arrow"))
    equal(b"hit", get(f"{nfs}/aim"))
    for path in ("aim", "way", "quiver/inner"):
        os.unlink(f"{nfs}/{path}")
    os.rmdir(f"{nfs}/quiver")


def unlinked_by_nfs_while_open_by_smb():
    """What SMB shares for deletion goes at once, and its holder reads on."""
    put(f"{nfs}/held", b"still here")
    fd = os.open(f"{smb}/held", os.O_RDONLY)
    os.unlink(f"{nfs}/held")
    fails(E.ENOENT, os.stat, f"{nfs}/held")
    equal(b"still here", os.pread(fd, 100, 0))
    os.close(fd)


check("names that differ in case alone", case_of_nfs)
check("symbolic links of NFS over SMB", symbolic_links_of_nfs)
check("a file that SMB has open is removed by NFS", unlinked_by_nfs_while_open_by_smb)
