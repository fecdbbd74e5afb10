"""Writes through a kill -9 of the server and compares afterwards; the host does the killing when asked by a file."""
import errno
import hashlib
import os
import sys
import threading
import time

from checks import check, equal

root = sys.argv[1]
smb = os.environ.get("PROTOCOL") == "smb"
LOST = (errno.EAGAIN, errno.EHOSTDOWN, errno.ECONNABORTED)
synced = {}           # name -> sha256 of what was fsynced
stop = threading.Event()


def content(name, size):
    return hashlib.shake_128(name.encode()).digest(size)


def write_files(lane):
    """One durable file after another; each is remembered when its fsync has returned."""
    i = 0
    while not stop.is_set():
        name = f"lane{lane}-{i:05}"
        data = content(name, 100 + 7919 * i % 60000)
        i += 1
        try:
            with open(f"{root}/{name}", "wb") as f:
                f.write(data)
                f.flush()
                os.fsync(f.fileno())
        except OSError as e:
            # The kernel's SMB client does not repeat a request for whose answer it waited when the connection broke.
            if not smb or e.errno not in LOST:
                raise
            continue
        synced[name] = hashlib.sha256(data).hexdigest()


def write_big():
    """One big file that is on its way when the server dies: unstable writes, one fsync at the end."""
    digest = hashlib.sha256()
    try:
        write_pieces(digest)
    except OSError as e:
        # The kernel's SMB client does not repeat every write that was on its way.
        if not smb or e.errno not in LOST:
            raise
        return
    synced["big"] = digest.hexdigest()


def write_pieces(digest):
    with open(f"{root}/big", "wb") as f:
        for i in range(64):
            piece = content(f"big{i}", 1 << 20)
            digest.update(piece)
            f.write(piece)
            time.sleep(0.1)
        f.flush()
        os.fsync(f.fileno())


def kill_server():
    if os.path.exists("/host/back"):
        os.unlink("/host/back")
    open("/host/kill-please", "w").close()
    while not os.path.exists("/host/back"):
        time.sleep(0.1)


def held_handle():
    """An open file and an open directory from before the kill are the same ones after it."""
    equal(held_inode, os.fstat(held).st_ino)
    equal(b"before the kill", os.pread(held, 100, 0))
    os.pwrite(held, b"after", 0)
    os.fsync(held)
    equal(b"aftere the kill", os.pread(held, 100, 0))
    os.stat("held", dir_fd=folder)
    equal(os.stat(root).st_ino, os.fstat(folder).st_ino)


def names_go_on():
    os.mkdir(f"{root}/made-after")
    os.rename(f"{root}/held", f"{root}/made-after/held")
    assert "held" in os.listdir(f"{root}/made-after")


def compare_here():
    for name, want in synced.items():
        with open(f"{root}/{name}", "rb") as f:
            equal((name, want), (name, hashlib.sha256(f.read()).hexdigest()))


held = os.open(f"{root}/held", os.O_CREAT | os.O_RDWR, 0o644)
os.write(held, b"before the kill")
os.fsync(held)
held_inode = os.fstat(held).st_ino
folder = os.open(root, os.O_RDONLY)

lanes = [threading.Thread(target=write_files, args=(n,)) for n in range(3)] + [threading.Thread(target=write_big)]
for lane in lanes:
    lane.start()
time.sleep(2)
before = len(synced)
kill_server()
deadline = time.time() + 60
while len(synced) <= before + 20 and time.time() < deadline:
    time.sleep(0.1)
check("the writers go on through a kill -9 with the mount kept", lambda: equal(True, len(synced) > before + 20))
stop.set()
for lane in lanes:
    lane.join()
check("handles from before the kill still work", held_handle)
check("the namespace goes on", names_go_on)
check("what was synced compares equal on the same mount", compare_here)
kill_server()      # once more, with nothing in flight: what was acknowledged is all there is
print(f"# {len(synced)} files were synced", flush=True)
with open("/tmp/manifest", "w") as f:
    f.writelines(f"{digest}  {name}\n" for name, digest in synced.items())
