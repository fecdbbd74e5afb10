"""The RPC layer (RFC 5531): programs, versions, procedures, credentials."""
import struct

from checks import check, equal
from rpc import (AUTH_ERROR, AUTH_NONE, GETATTR, MOUNT, MSG_ACCEPTED, MSG_DENIED, NFS, PROC_UNAVAIL, PROG_MISMATCH, PROG_UNAVAIL, RPC_MISMATCH,
                 SUCCESS, Closed, auth_sys, opaque, u32)

AUTH_BADCRED, AUTH_REJECTEDCRED, AUTH_TOOWEAK = 1, 2, 5


def run(world):
    def version_mismatch(program, version):
        with world.connect() if program == NFS else world.connect_mount() as rpc:
            reply, status, body = rpc.call(program, version, 0)
            equal((MSG_ACCEPTED, PROG_MISMATCH), (reply, status))
            low, high = struct.unpack(">2I", body)
            assert low <= 3 <= high and not low <= version <= high, f"versions {low} to {high}"

    def rpc_version(version):
        with world.connect() as rpc:
            reply, status, body = rpc.call(NFS, 3, 0, rpc_version=version)
            equal((MSG_DENIED, RPC_MISMATCH, (2, 2)), (reply, status, struct.unpack(">2I", body)))

    def unknown_program(program):
        with world.connect() as rpc:
            equal((MSG_ACCEPTED, PROG_UNAVAIL), rpc.call(program, 3, 0)[:2])

    def unknown_procedure(program, procedure):
        with world.connect() if program == NFS else world.connect_mount() as rpc:
            equal((MSG_ACCEPTED, PROC_UNAVAIL), rpc.call(program, 3, procedure)[:2])

    def refused(credential, verifier=AUTH_NONE):
        """MSG_DENIED, AUTH_ERROR, and the connection goes on."""
        with world.connect() as rpc:
            reply, status, body = rpc.call(NFS, 3, GETATTR, opaque(world.root), credential=credential, verifier=verifier)
            equal((MSG_DENIED, AUTH_ERROR), (reply, status))
            why = struct.unpack(">I", body[:4])[0]
            assert why in (AUTH_BADCRED, AUTH_REJECTEDCRED, AUTH_TOOWEAK), f"auth_stat {why}"
            equal((MSG_ACCEPTED, SUCCESS), rpc.call(NFS, 3, 0)[:2])

    def not_served(credential):
        """A credential longer than RFC 5531 allows: any refusal or a closed connection, but no service."""
        with world.connect() as rpc:
            try:
                reply, status, _ = rpc.call(NFS, 3, GETATTR, opaque(world.root), credential=credential)
            except Closed:
                return
            assert (reply, status) != (MSG_ACCEPTED, SUCCESS), "the call was served"

    def null_without_identity():
        with world.connect() as rpc:
            equal((MSG_ACCEPTED, SUCCESS), rpc.call(NFS, 3, 0, credential=AUTH_NONE)[:2])

    for version in (0, 1, 3, 0xFFFFFFFF):
        check(f"calls: RPC version {version} is a mismatch", lambda v=version: rpc_version(v))
    for program in (0, 1, 100002, 0xFFFFFFFF):
        check(f"calls: program {program} is unavailable", lambda p=program: unknown_program(p))
    for version in (0, 1, 2, 5, 0xFFFFFFFF):
        check(f"calls: NFS version {version} is a mismatch", lambda v=version: version_mismatch(NFS, v))
    check("calls: MOUNT version 99 is a mismatch", lambda: version_mismatch(MOUNT, 99))
    for procedure in (22, 0x7FFFFFFF, 0xFFFFFFFF):
        check(f"calls: NFS procedure {procedure} is unavailable", lambda p=procedure: unknown_procedure(NFS, p))
    check("calls: MOUNT procedure 99 is unavailable", lambda: unknown_procedure(MOUNT, 99))
    check("calls: an unknown flavour of credential is refused", lambda: refused(u32(99) + opaque(b"")))
    check("calls: an AUTH_SYS credential cut short is refused", lambda: refused(u32(1) + opaque(u32(0, 4) + b"name" + u32(0))))
    check("calls: AUTH_SYS with 17 groups is refused", lambda: refused(auth_sys(groups=range(17))))
    check("calls: AUTH_SYS that claims 4 billion groups is refused",
          lambda: refused(u32(1) + opaque(u32(0) + opaque(b"m") + u32(0, 0, 0xFFFFFFFF))))
    check("calls: AUTH_SYS that claims a machine name of 4 GiB is refused", lambda: refused(u32(1) + opaque(u32(0, 0xFFFFFFFF, 0, 0, 0))))
    check("calls: a credential of 404 bytes is not served", lambda: not_served(u32(1) + opaque(bytes(404))))
    check("calls: a credential that claims 4 GiB is not served", lambda: not_served(u32(1, 0xFFFFFFFF)))
    check("calls: NULL needs no identity", null_without_identity)
