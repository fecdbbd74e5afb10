"""What all hostile tests share: the server's ports, the export's root, a folder and a file to try things on."""
import contextlib
import itertools
import struct

from rpc import (CREATE, MKDIR, NULL, OK, READDIR, REMOVE, RMDIR, SYMLINK, WRITE, Rpc, after_attributes, handle_in, mount, opaque, u32, u64)

NO_ATTRIBUTES = u32(0, 0, 0, 0, 0, 0)       # sattr3 that sets nothing
MODE_755 = u32(1, 0o755, 0, 0, 0, 0, 0)


class World:
    def __init__(self, nfs_port, mount_port, export, pid):
        self.nfs_port, self.mount_port, self.export, self.pid = nfs_port, mount_port, export, pid
        status, self.root = mount(mount_port, export)
        assert status == OK, f"MNT answered {status}"
        self.numbers = itertools.count()
        self.folder = self.make(MKDIR, b"hostile", self.root)
        self.file = self.make(CREATE, b"file")
        self.link = self.make(SYMLINK, b"link")
        with self.connect() as rpc:
            status, _ = rpc.nfs(WRITE, opaque(self.file) + u64(0) + u32(11, 2) + opaque(b"hello world"))
            assert status == OK, f"WRITE answered {status}"

    def connect(self, timeout=10):
        return Rpc(self.nfs_port, timeout)

    def connect_mount(self):
        return Rpc(self.mount_port)

    def fresh_name(self):
        return b"name%d" % next(self.numbers)

    def make(self, procedure, name=None, folder=None):
        """Makes an entry with no special attributes, and answers its handle."""
        what = opaque(folder or self.folder) + opaque(name or self.fresh_name())
        args = {CREATE: what + u32(0) + NO_ATTRIBUTES, MKDIR: what + MODE_755, SYMLINK: what + NO_ATTRIBUTES + opaque(b"target")}[procedure]
        with self.connect() as rpc:
            status, body = rpc.nfs(procedure, args)
        assert status == OK, f"making {name!r} answered {status}"
        return handle_in(body)

    def remove(self, name, procedure=REMOVE, folder=None):
        with self.connect() as rpc:
            return rpc.nfs(procedure, opaque(folder or self.folder) + opaque(name))[0]

    def names(self, folder):
        """What READDIR lists, in one reply of up to 64 KiB."""
        with self.connect() as rpc:
            status, body = rpc.nfs(READDIR, opaque(folder) + u64(0) + bytes(8) + u32(65536))
        assert status == OK, f"READDIR answered {status}"
        at, found = after_attributes(body)[8:], []
        while struct.unpack(">I", at[:4])[0]:
            length = struct.unpack(">I", at[12:16])[0]
            found.append(at[16:16 + length])
            at = at[16 + length + -length % 4 + 8:]
        return [name for name in found if name not in (b".", b"..")]

    def clean_up(self):
        """Removes everything, also what a call with flipped bits may have made."""
        while entries := self.names(self.folder):
            for name in entries:
                if self.remove(name) != OK:
                    status = self.remove(name, RMDIR)
                    assert status == OK, f"removing {name!r} answered {status}"
        return self.remove(b"hostile", RMDIR, self.root)

    def answers(self):
        """The server is there and answers a new connection."""
        with self.connect() as rpc:
            rpc.nfs(NULL)

    def memory_mib(self, field):
        """VmRSS or VmHWM of the server."""
        with open(f"/proc/{self.pid}/status") as status:
            return next(int(line.split()[1]) >> 10 for line in status if line.startswith(field + ":"))


def one_of(allowed, got, what=""):
    assert got in allowed, f"{what} answered {got}, not one of {sorted(allowed)}"


@contextlib.contextmanager
def short_patience(rpc, seconds=2):
    rpc.socket.settimeout(seconds)
    yield
    rpc.socket.settimeout(10)
