"""python3-impacket's client, dialects 2.1 and 3.0: files, pipes, and the ways of signing in. Not 3.1.1, at which impacket 0.10 does not sign the
tree connect, which a right server refuses."""
import hashlib
import io
import os
import sys

from impacket.dcerpc.v5 import lsad, lsat, srvs, transport, wkst
from impacket.dcerpc.v5.dtypes import MAXIMUM_ALLOWED
from impacket.nt_errors import STATUS_ACCESS_DENIED, STATUS_BAD_NETWORK_NAME, STATUS_LOGON_FAILURE, STATUS_OBJECT_NAME_COLLISION, STATUS_OBJECT_NAME_NOT_FOUND
from impacket.ntlm import compute_nthash
from impacket.smb3structs import FILE_READ_DATA, SMB2_DIALECT_21, SMB2_DIALECT_30
from impacket.smbconnection import SessionError, SMBConnection

from checks import check, equal

port, share = int(sys.argv[1]), sys.argv[2]
user, password = os.environ["SMB_USER"], os.environ["SMB_PASSWORD"]
NAMES = {SMB2_DIALECT_21: "2.1", SMB2_DIALECT_30: "3.0"}


def connect(dialect):
    return SMBConnection("127.0.0.1", "127.0.0.1", sess_port=port, preferredDialect=dialect, timeout=30)


def signed_in(dialect, **changes):
    c = connect(dialect)
    c.login(changes.get("user", user), changes.get("password", password), nthash=changes.get("nthash", ""))
    return c


def refuses(status, action, *args):
    try:
        action(*args)
    except SessionError as e:
        equal(hex(status), hex(e.getErrorCode() & 0xFFFFFFFF))
        return
    raise AssertionError("it succeeded")


def put(c, path, data):
    c.putFile(share, path, io.BytesIO(data).read)


def get(c, path):
    out = io.BytesIO()
    c.getFile(share, path, out.write)
    return out.getvalue()


def names(c, pattern):
    return sorted(f.get_longname() for f in c.listPath(share, pattern))


def files(dialect):
    c = signed_in(dialect)
    equal(dialect, c.getDialect())
    equal(0, c.isGuestSession())
    c.createDirectory(share, "impacket")
    refuses(STATUS_OBJECT_NAME_COLLISION, c.createDirectory, share, "impacket")
    for size in (0, 1, 65536, 65537, 3_000_001):
        data = os.urandom(size)
        put(c, f"impacket\\{size}", data)
        equal((size, hashlib.sha256(data).hexdigest()), (size, hashlib.sha256(get(c, f"impacket\\{size}")).hexdigest()))
    equal([".", "..", "0", "1", "3000001", "65536", "65537"], names(c, "impacket\\*"))
    entry = c.listPath(share, "impacket\\65537")[0]
    equal((65537, 0), (entry.get_filesize(), entry.is_directory() and 1))
    c.rename(share, "impacket\\1", "impacket\\one")
    refuses(STATUS_OBJECT_NAME_NOT_FOUND, get, c, "impacket\\1")
    for name in ("0", "one", "65536", "65537", "3000001"):
        c.deleteFile(share, f"impacket\\{name}")
    c.deleteDirectory(share, "impacket")
    c.logoff()


def parallel_handles(dialect):
    """Many opens in one tree; each reads its own file."""
    c = signed_in(dialect)
    for i in range(20):
        put(c, f"handles{i}", bytes([i]) * 1000)
    tree = c.connectTree(share)
    opens = [c.openFile(tree, f"handles{i}", desiredAccess=FILE_READ_DATA) for i in range(20)]
    for i, f in reversed(list(enumerate(opens))):
        equal(bytes([i]) * 10, c.readFile(tree, f, offset=500 + i, bytesToRead=10))
    for f in opens:
        c.closeFile(tree, f)
    c.disconnectTree(tree)
    for i in range(20):
        c.deleteFile(share, f"handles{i}")
    c.logoff()


def many_sessions(dialect):
    connections = [signed_in(dialect) for _ in range(10)]
    for c in connections:
        assert ".." in names(c, "*")
    for c in connections:
        c.logoff()


def nt_hash(dialect):
    signed_in(dialect, password="", nthash=compute_nthash(password).hex()).logoff()


def wrong_password(dialect):
    c = connect(dialect)
    refuses(STATUS_LOGON_FAILURE, c.login, user, "not this one")


def again_after_a_failure(dialect):
    wrong_password(dialect)
    signed_in(dialect).logoff()


def unknown_share(dialect):
    c = signed_in(dialect)
    refuses(STATUS_BAD_NETWORK_NAME, c.connectTree, "not-there")
    c.logoff()


def share_list(dialect):
    c = signed_in(dialect)
    shares = {s["shi1_netname"][:-1] for s in c.listShares()}
    assert share in shares and "IPC$" in shares, shares
    c.logoff()


def pipe(c, name, uuid):
    t = transport.SMBTransport("127.0.0.1", filename=name, smb_connection=c)
    rpc = t.get_dce_rpc()
    rpc.connect()
    rpc.bind(uuid)
    return rpc


def share_info(dialect):
    c = signed_in(dialect)
    rpc = pipe(c, r"\srvsvc", srvs.MSRPC_UUID_SRVS)
    equal(share, srvs.hNetrShareGetInfo(rpc, share + "\x00", 1)["InfoStruct"]["ShareInfo1"]["shi1_netname"][:-1])
    equal(500, srvs.hNetrServerGetInfo(rpc, 101)["InfoStruct"]["ServerInfo101"]["sv101_platform_id"])
    rpc.disconnect()
    c.logoff()


def workstation(dialect):
    c = signed_in(dialect)
    rpc = pipe(c, r"\wkssvc", wkst.MSRPC_UUID_WKST)
    equal("DITTOFS", wkst.hNetrWkstaGetInfo(rpc, 100)["WkstaInfo"]["WkstaInfo100"]["wki100_computername"][:-1].upper())
    rpc.disconnect()
    c.logoff()


def accounts(dialect):
    c = signed_in(dialect)
    rpc = pipe(c, r"\lsarpc", lsat.MSRPC_UUID_LSAT)
    policy = lsad.hLsarOpenPolicy2(rpc, MAXIMUM_ALLOWED | lsat.POLICY_LOOKUP_NAMES)["PolicyHandle"]
    lsad.hLsarQueryInformationPolicy(rpc, policy, lsad.POLICY_INFORMATION_CLASS.PolicyAccountDomainInformation)
    found = lsat.hLsarLookupNames(rpc, policy, (user,))
    domain = found["ReferencedDomains"]["Domains"][found["TranslatedSids"]["Sids"][0]["DomainIndex"]]["Sid"].formatCanonical()
    back = lsat.hLsarLookupSids(rpc, policy, (f"{domain}-{found['TranslatedSids']['Sids'][0]['RelativeId']}",), lsat.LSAP_LOOKUP_LEVEL.LsapLookupWksta)
    equal(user, back["TranslatedNames"]["Names"][0]["Name"])
    lsad.hLsarClose(rpc, policy)
    rpc.disconnect()
    c.logoff()


def null_session(dialect):
    """Nobody may connect to the pipes; where he is turned away is the server's choice."""
    c = connect(dialect)
    try:
        c.login("", "")
        c.connectTree("IPC$")
    except SessionError as e:
        assert (e.getErrorCode() & 0xFFFFFFFF) in (STATUS_ACCESS_DENIED, STATUS_LOGON_FAILURE), e
        return
    raise AssertionError("nobody is connected")


for dialect, name in NAMES.items():
    for action in (files, parallel_handles, many_sessions, nt_hash, wrong_password, again_after_a_failure, unknown_share, share_list, share_info, workstation,
                   accounts, null_session):
        check(f"impacket {name}: {action.__name__.replace('_', ' ')}", lambda a=action, d=dialect: a(d))
