"""python3-impacket's client in a session that expires after SECONDS: refused until it signs in again, in the same session; and who can't."""
import os
import sys
import time

from impacket import smb3
from impacket.nt_errors import STATUS_ACCESS_DENIED, STATUS_NETWORK_SESSION_EXPIRED, STATUS_USER_SESSION_DELETED
from impacket.smb3structs import FILE_READ_DATA, SMB2_DIALECT_21, SMB2_DIALECT_30
from impacket.smbconnection import SessionError, SMBConnection

from checks import check, equal

port, share, seconds = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
user, password = os.environ["SMB_USER"], os.environ["SMB_PASSWORD"]


def signed_in(dialect):
    c = SMBConnection("127.0.0.1", "127.0.0.1", sess_port=port, preferredDialect=dialect, timeout=30)
    c.login(user, password)
    return c


def sign_in_again(c, name, secret):
    """Impacket derives keys at each sign-in; those of a session stay what they were at the first (MS-SMB2 3.2.5.3.2)."""
    session = c.getSMBServer()._Session
    kept = {key: value for key, value in session.items() if key.endswith("Key") or key in ("SessionID", "SigningActivated", "SigningRequired", "TreeConnectTable")}
    try:
        c.getSMBServer().login(name, secret)
        equal(kept["SessionID"], session["SessionID"])
    finally:
        session.update(kept)


def refuses(status, action, *args):
    try:
        action(*args)
    except SessionError as e:
        equal(hex(status), hex(e.getErrorCode() & 0xFFFFFFFF))
    except smb3.SessionError as e:
        equal(hex(status), hex(e.get_error_code() & 0xFFFFFFFF))
    else:
        raise AssertionError("it succeeded")


def expires(dialect):
    c = signed_in(dialect)
    tree = c.connectTree(share)
    file = c.openFile(tree, "expiry", desiredAccess=FILE_READ_DATA)
    equal(b"lasting", c.readFile(tree, file))
    time.sleep(seconds + 0.2)
    refuses(STATUS_NETWORK_SESSION_EXPIRED, c.readFile, tree, file)
    refuses(STATUS_NETWORK_SESSION_EXPIRED, c.connectTree, "IPC$")
    sign_in_again(c, user, password)
    equal(b"lasting", c.readFile(tree, file))
    time.sleep(seconds + 0.2)
    refuses(STATUS_NETWORK_SESSION_EXPIRED, c.readFile, tree, file)
    c.closeFile(tree, file)
    c.logoff()


def nobody_else_renews(dialect):
    c = signed_in(dialect)
    tree = c.connectTree(share)
    refuses(STATUS_ACCESS_DENIED, sign_in_again, c, os.environ["SMB_OTHER"], os.environ["SMB_OTHER_PASSWORD"])
    refuses(STATUS_USER_SESSION_DELETED, c.openFile, tree, "expiry")


for dialect, name in ((SMB2_DIALECT_21, "2.1"), (SMB2_DIALECT_30, "3.0")):
    for action in (expires, nobody_else_renews):
        check(f"impacket {name}: {action.__name__.replace('_', ' ')}", lambda a=action, d=dialect: a(d))
