"""One account has the same rights over both protocols. user1 (1001) may write the share and user2 (1002) may read it."""
import errno as E
import os
import sys

from checks import as_user, check, equal, fails, get, put

nfs, smb1, smb2 = sys.argv[1:4]
os.umask(0o022)


def owner():
    """What user1 makes over SMB is his over NFS, and the other way."""
    put(f"{smb1}/by-smb", b"1")
    equal((1001, 1001), (os.stat(f"{nfs}/by-smb").st_uid, os.stat(f"{nfs}/by-smb").st_gid))
    as_user(1001, lambda: put(f"{nfs}/by-smb", b"again"))
    equal(b"again", get(f"{smb1}/by-smb"))
    as_user(1001, lambda: put(f"{nfs}/by-nfs", b"1", 0o600))
    put(f"{smb1}/by-nfs", b"over SMB")
    equal(b"over SMB", get(f"{nfs}/by-nfs"))
    os.unlink(f"{smb1}/by-nfs")
    as_user(1001, lambda: os.unlink(f"{nfs}/by-smb"))


def mode_of_root():
    """root's file of mode 600 is nobody else's over either."""
    put(f"{nfs}/secret", b"s", 0o600)
    as_user(1001, lambda: fails(E.EACCES, get, f"{nfs}/secret"))
    fails(E.EACCES, get, f"{smb1}/secret")
    fails(E.EACCES, put, f"{smb1}/secret", b"x")
    os.chmod(f"{nfs}/secret", 0o644)
    as_user(1001, lambda: equal(b"s", get(f"{nfs}/secret")))
    equal(b"s", get(f"{smb1}/secret"))
    fails(E.EACCES, os.open, f"{smb1}/secret", os.O_WRONLY)
    os.chmod(f"{nfs}/secret", 0o666)
    put(f"{smb1}/secret", b"now")
    equal(b"now", get(f"{nfs}/secret"))
    os.unlink(f"{nfs}/secret")


def folder_of_another():
    """A folder of mode 755 is changed by its owner alone."""
    os.mkdir(f"{nfs}/theirs", 0o755)
    put(f"{nfs}/theirs/file", b"f", 0o666)
    as_user(1001, lambda: fails(E.EACCES, put, f"{nfs}/theirs/new"))
    fails(E.EACCES, put, f"{smb1}/theirs/new")
    fails(E.EACCES, os.mkdir, f"{smb1}/theirs/new")
    fails(E.EACCES, os.unlink, f"{smb1}/theirs/file")
    fails(E.EACCES, os.rename, f"{smb1}/theirs/file", f"{smb1}/theirs/moved")
    equal([b"f", ["file"]], [get(f"{smb1}/theirs/file"), os.listdir(f"{smb1}/theirs")])
    os.unlink(f"{nfs}/theirs/file")
    os.rmdir(f"{nfs}/theirs")


def who_may_read_reads():
    put(f"{nfs}/open", b"for all", 0o666)
    as_user(1002, lambda: equal(b"for all", get(f"{nfs}/open")))
    equal(b"for all", get(f"{smb2}/open"))
    for action in (lambda: put(f"{nfs}/open", b"x"), lambda: put(f"{nfs}/other"), lambda: os.unlink(f"{nfs}/open")):
        as_user(1002, lambda a=action: refused(a))
    for action in (lambda: put(f"{smb2}/open", b"x"), lambda: put(f"{smb2}/other"), lambda: os.unlink(f"{smb2}/open"), lambda: os.mkdir(f"{smb2}/d"),
                   lambda: os.rename(f"{smb2}/open", f"{smb2}/o")):
        refused(action)
    equal(b"for all", get(f"{nfs}/open"))
    os.unlink(f"{nfs}/open")


def refused(action):
    try:
        action()
    except OSError as e:
        assert e.errno in (E.EACCES, E.EROFS, E.EPERM), e
        return
    raise AssertionError("it succeeded")


for rule in (owner, mode_of_root, folder_of_another, who_may_read_reads):
    check(f"accounts: {rule.__name__.replace('_', ' ')}", rule)
