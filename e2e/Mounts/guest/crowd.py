"""Lists a big directory while another process creates and removes names in it: a name that stays is seen exactly once."""
import collections
import os
import sys
import time

from checks import check, equal

root, count = sys.argv[1], int(sys.argv[2])
stay = [f"stay{i:05}" for i in range(count)]


def make():
    for name in stay:
        os.close(os.open(f"{root}/{name}", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))


def churn():
    """Runs for ever: a window of short-lived names moves through the directory."""
    i = 0
    while True:
        os.close(os.open(f"{root}/brief{i:06}", os.O_CREAT | os.O_WRONLY, 0o644))
        if i >= 20:
            os.unlink(f"{root}/brief{i - 20:06}")
        i += 1


def list_while_changing():
    for _ in range(5):
        seen = collections.Counter(os.listdir(root))
        equal([], [name for name in stay if seen[name] != 1][:5])
        equal([], [name for name, times in seen.items() if times != 1][:5])
        time.sleep(0.2)


def list_and_stat():
    with os.scandir(root) as entries:
        sizes = {e.name: e.stat(follow_symlinks=False) for e in entries if e.name.startswith("stay")}
    equal(count, len(sizes))
    equal(count, len({s.st_ino for s in sizes.values()}))


def remove_while_listing():
    """Removes each entry as it comes out of an open listing, as rm -r does."""
    os.mkdir(f"{root}/sub")
    for i in range(600):
        os.close(os.open(f"{root}/sub/{i}", os.O_CREAT | os.O_WRONLY, 0o644))
    with os.scandir(f"{root}/sub") as entries:
        for e in entries:
            os.unlink(e.path)
    equal([], os.listdir(f"{root}/sub"))
    os.rmdir(f"{root}/sub")


def statfs():
    s = os.statvfs(root)
    assert s.f_blocks > 0 and 0 < s.f_bavail <= s.f_bfree <= s.f_blocks, s
    # SMB has no word for the number of files.
    assert os.environ.get("PROTOCOL") == "smb" or s.f_files > 0 and 0 < s.f_ffree <= s.f_files, s
    equal(255, s.f_namemax)


check(f"{count} files are created", make)
child = os.fork()
if child == 0:
    churn()
check("a listing under creates and removes shows each lasting name once", list_while_changing)
os.kill(child, 9)
os.waitpid(child, 0)
check("a listing with attributes has them all, with distinct inode numbers", list_and_stat)
check("entries removed while they are listed", remove_while_listing)
check("statfs makes sense", statfs)
