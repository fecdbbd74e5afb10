"""Opens of SMB against calls of NFS: what an open does not share for deletion NFS does not remove, and what is marked for deletion goes at the last close."""
import os
import struct
import sys
import time

from impacket.smb3structs import DELETE, FILE_DELETE_ON_CLOSE, FILE_READ_DATA, FILE_SHARE_DELETE, FILE_SHARE_READ, FILE_SHARE_WRITE, FILE_WRITE_DATA, SMB2_DIALECT_30
from impacket.smbconnection import SMBConnection

from checks import check, equal
from rpc import Rpc, mount, opaque, u32

nfs_port, mount_port, export, smb_port, share = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode(), int(sys.argv[4]), sys.argv[5]
OK, NOENT, ACCES = 0, 2, 13
LOOKUP, READ, WRITE, REMOVE, RENAME = 3, 6, 7, 12, 14
ALL = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE

smb = SMBConnection("127.0.0.1", "127.0.0.1", sess_port=smb_port, preferredDialect=SMB2_DIALECT_30, timeout=30)
smb.login(os.environ["SMB_USER"], os.environ["SMB_PASSWORD"])
tree = smb.connectTree(share)
rpc = Rpc(nfs_port)
root = mount(mount_port, export)[1]


def make(name, data=b"content"):
    f = smb.createFile(tree, name)
    smb.writeFile(tree, f, data)
    smb.closeFile(tree, f)


def hold(name, sharing, options=0x40, access=FILE_READ_DATA):
    return smb.openFile(tree, name, desiredAccess=access, shareMode=sharing, creationOption=options)


def lookup(name):
    status, body = rpc.nfs(LOOKUP, opaque(root) + opaque(name.encode()))
    return status, body[4:4 + struct.unpack(">I", body[:4])[0]] if status == OK else b""


def remove(name):
    return rpc.nfs(REMOVE, opaque(root) + opaque(name.encode()))[0]


def rename(name, to):
    return rpc.nfs(RENAME, opaque(root) + opaque(name.encode()) + opaque(root) + opaque(to.encode()))[0]


def not_shared_is_not_removed():
    make("alone")
    f = hold("alone", FILE_SHARE_READ | FILE_SHARE_WRITE)
    equal(ACCES, remove("alone"))
    make("other")
    equal(ACCES, rename("other", "alone"))
    smb.closeFile(tree, f)
    equal((OK, OK), (rename("other", "alone"), remove("alone")))


def shared_is_removed_at_once():
    make("lent")
    f = hold("lent", ALL)
    equal(OK, remove("lent"))
    equal(NOENT, lookup("lent")[0])
    equal(b"content", smb.readFile(tree, f, offset=0, bytesToRead=100))
    smb.closeFile(tree, f)


def delete_on_close_goes_at_the_last_close():
    make("brief")
    first = hold("brief", ALL, options=0x40 | FILE_DELETE_ON_CLOSE, access=FILE_READ_DATA | DELETE)
    equal(OK, lookup("brief")[0])
    smb.closeFile(tree, first)
    equal(NOENT, lookup("brief")[0])


def share_modes_do_not_bind_nfs():
    """NFS knows no opens: it reads and writes what SMB has to itself."""
    make("mine", b"0123456789")
    f = hold("mine", 0, access=FILE_READ_DATA | FILE_WRITE_DATA)
    status, handle = lookup("mine")
    equal(OK, status)
    equal(OK, rpc.nfs(WRITE, opaque(handle) + struct.pack(">Q", 0) + u32(3, 2) + opaque(b"abc"))[0])
    equal(b"abc3456789", smb.readFile(tree, f, offset=0, bytesToRead=100))
    smb.closeFile(tree, f)
    equal(OK, remove("mine"))


def a_dropped_connection_lets_go():
    """What a client that is gone had open is nobody's any more."""
    make("left")
    other = SMBConnection("127.0.0.1", "127.0.0.1", sess_port=smb_port, preferredDialect=SMB2_DIALECT_30, timeout=30)
    other.login(os.environ["SMB_USER"], os.environ["SMB_PASSWORD"])
    other.openFile(other.connectTree(share), "left", desiredAccess=FILE_READ_DATA, shareMode=0, creationOption=0x40)
    equal(ACCES, remove("left"))
    other.getSMBServer().get_socket().close()
    deadline = time.time() + 20
    while (status := remove("left")) == ACCES and time.time() < deadline:
        time.sleep(0.1)
    equal(OK, status)


for rule in (not_shared_is_not_removed, shared_is_removed_at_once, delete_on_close_goes_at_the_last_close, share_modes_do_not_bind_nfs, a_dropped_connection_lets_go):
    check("opens: " + rule.__name__.replace("_", " "), rule)
