"""A small ONC RPC and NFSv3 client over one TCP connection, in plain Python: what the hostile tests speak through."""
import itertools
import random
import socket
import struct

NFS, MOUNT = 100003, 100005
SUCCESS, PROG_UNAVAIL, PROG_MISMATCH, PROC_UNAVAIL, GARBAGE_ARGS, SYSTEM_ERR = range(6)
MSG_ACCEPTED, MSG_DENIED = 0, 1
RPC_MISMATCH, AUTH_ERROR = 0, 1

(NULL, GETATTR, SETATTR, LOOKUP, ACCESS, READLINK, READ, WRITE, CREATE, MKDIR, SYMLINK, MKNOD, REMOVE, RMDIR, RENAME, LINK,
 READDIR, READDIRPLUS, FSSTAT, FSINFO, PATHCONF, COMMIT) = range(22)

OK, PERM, NOENT, IO, NXIO, ACCES, EXIST, XDEV, NODEV, NOTDIR, ISDIR, INVAL, FBIG, NOSPC, ROFS, MLINK = (
    0, 1, 2, 5, 6, 13, 17, 18, 19, 20, 21, 22, 27, 28, 30, 31)
NAMETOOLONG, NOTEMPTY, DQUOT, STALE, REMOTE, BADHANDLE, NOT_SYNC, BAD_COOKIE, NOTSUPP, TOOSMALL, SERVERFAULT, BADTYPE, JUKEBOX = (
    63, 66, 69, 70, 71, 10001, 10002, 10003, 10004, 10005, 10006, 10007, 10008)


def u32(*values):
    return struct.pack(f">{len(values)}I", *(v & 0xFFFFFFFF for v in values))


def u64(value):
    return struct.pack(">Q", value)


def opaque(data):
    """Variable-length opaque or string."""
    return u32(len(data)) + data + bytes(-len(data) % 4)


def auth_sys(uid=0, gid=0, groups=(), machine=b"hostile"):
    return u32(1) + opaque(u32(0) + opaque(machine) + u32(uid, gid, len(groups), *groups))


AUTH_NONE = u32(0, 0)


def fragment(data, last=True, length=None):
    return struct.pack(">I", (0x80000000 if last else 0) | (len(data) if length is None else length)) + data


class Closed(Exception):
    """The server closed the connection."""


# Never the same twice, on no connection: a server may answer a repeated xid from its reply cache.
xids = itertools.count(random.getrandbits(30))


class Rpc:
    """One connection. Its calls answer (reply_stat, accept_stat or reject_stat, rest of the body)."""

    def __init__(self, port, timeout=10):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.settimeout(timeout)
        self.xid = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def message(self, program, version, procedure, args=b"", credential=None, verifier=AUTH_NONE, rpc_version=2, kind=0):
        self.xid = next(xids)
        return u32(self.xid, kind, rpc_version, program, version, procedure) + (auth_sys() if credential is None else credential) + verifier + args

    def send(self, data):
        try:
            self.socket.sendall(data)
        except (ConnectionError, BrokenPipeError) as e:
            raise Closed() from e

    def receive_bytes(self, count):
        data = b""
        while len(data) < count:
            try:
                piece = self.socket.recv(count - len(data))
            except ConnectionError as e:
                raise Closed() from e
            if not piece:
                raise Closed()
            data += piece
        return data

    def reply(self, xid=None):
        record, last = b"", False
        while not last:
            header = struct.unpack(">I", self.receive_bytes(4))[0]
            last, record = bool(header >> 31), record + self.receive_bytes(header & 0x7FFFFFFF)
        got, kind, status = struct.unpack(">3I", record[:12])
        assert kind == 1, f"message type {kind} in a reply"
        assert xid is None or got == xid, f"reply to call {got:#x}, not {xid:#x}"
        if status == MSG_DENIED:
            return status, struct.unpack(">I", record[12:16])[0], record[16:]
        length = struct.unpack(">I", record[16:20])[0]
        at = 20 + length + -length % 4
        return status, struct.unpack(">I", record[at:at + 4])[0], record[at + 4:]

    def call(self, program, version, procedure, args=b"", **fields):
        self.send(fragment(self.message(program, version, procedure, args, **fields)))
        return self.reply(self.xid)

    def nfs(self, procedure, args=b"", **fields):
        """A call that the RPC layer must take: answers (nfsstat3, rest)."""
        reply, accept, body = self.call(NFS, 3, procedure, args, **fields)
        assert (reply, accept) == (MSG_ACCEPTED, SUCCESS), f"RPC answered {reply}/{accept}"
        return (struct.unpack(">I", body[:4])[0], body[4:]) if body else (OK, b"")


def mount(port, path):
    """The root handle of an export, from the MOUNT program on this port: (mountstat3, handle)."""
    with Rpc(port) as rpc:
        reply, accept, body = rpc.call(MOUNT, 3, 1, opaque(path))
        assert (reply, accept) == (MSG_ACCEPTED, SUCCESS), f"MNT answered {reply}/{accept}"
        status = struct.unpack(">I", body[:4])[0]
        if status:
            return status, b""
        length = struct.unpack(">I", body[4:8])[0]
        return status, body[8:8 + length]


def handle_in(body):
    """The handle of a post_op_fh3 that is there."""
    follows, length = struct.unpack(">2I", body[:8])
    assert follows == 1, "no handle in the reply"
    return body[8:8 + length]


def after_attributes(body):
    """What follows a post_op_attr."""
    return body[88:] if struct.unpack(">I", body[:4])[0] else body[4:]
