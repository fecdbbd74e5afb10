"""Arguments (RFC 1813): garbage, lengths that lie, names that may not be, wrong kinds of file, numbers at their ends."""
import struct

from checks import check, equal
from rpc import *  # noqa: F403 - the protocol's own words
from world import MODE_755, NO_ATTRIBUTES, one_of

MAX64 = (1 << 64) - 1


def run(world):
    run_garbage(world)
    run_names(world)
    run_kinds(world)
    run_numbers(world)
    run_mount(world)


def good_arguments(world):
    """Well-formed arguments for each procedure that has any, on which a cut or a lie is then tried."""
    root, file, folder, name = opaque(world.root), opaque(world.file), opaque(world.folder), opaque(b"nothing-here")
    return {
        GETATTR: file, SETATTR: file + NO_ATTRIBUTES + u32(0), LOOKUP: folder + name, ACCESS: file + u32(0x3F), READLINK: opaque(world.link),
        READ: file + u64(0) + u32(10), WRITE: file + u64(0) + u32(4, 2) + opaque(b"data"), CREATE: folder + name + u32(2) + bytes(8),
        MKDIR: folder + name + MODE_755, SYMLINK: folder + name + NO_ATTRIBUTES + opaque(b"target"),
        MKNOD: folder + name + u32(7) + NO_ATTRIBUTES, REMOVE: folder + name, RMDIR: folder + name, RENAME: folder + name + folder + opaque(b"x"),
        LINK: file + folder + name, READDIR: folder + u64(0) + bytes(8) + u32(4096), READDIRPLUS: folder + u64(0) + bytes(8) + u32(4096, 8192),
        FSSTAT: root, FSINFO: root, PATHCONF: root, COMMIT: file + u64(0) + u32(0)}


def run_garbage(world):
    def garbage(rpc, procedure, args, what):
        got = rpc.call(NFS, 3, procedure, args)[:2]
        assert got == (MSG_ACCEPTED, GARBAGE_ARGS), f"procedure {procedure}, {what}: RPC answered {got}, not GARBAGE_ARGS"

    def cut_short():
        with world.connect() as rpc:
            for procedure, args in good_arguments(world).items():
                for length in range(0, len(args), 4):
                    garbage(rpc, procedure, args[:length], f"{length} of {len(args)} bytes")

    def handle_lengths():
        with world.connect() as rpc:
            for procedure in good_arguments(world):
                for length in (65, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFC, 0xFFFFFFFF):
                    garbage(rpc, procedure, u32(length) + bytes(100), f"a handle of {length} bytes")

    def name_lengths():
        with world.connect() as rpc:
            for procedure in (LOOKUP, CREATE, MKDIR, SYMLINK, MKNOD, REMOVE, RMDIR, RENAME):
                for length in (0x7FFFFFFF, 0x80000000, 0xFFFFFFFD, 0xFFFFFFFF):
                    garbage(rpc, procedure, opaque(world.folder) + u32(length) + bytes(100), f"a name of {length} bytes")

    def data_lengths():
        with world.connect() as rpc:
            for length in (5, 0x7FFFFFFF, 0xFFFFFFFF):
                garbage(rpc, WRITE, opaque(world.file) + u64(0) + u32(length, 2, length) + b"data", f"data of {length} bytes")
                garbage(rpc, SYMLINK, opaque(world.folder) + opaque(b"s") + NO_ATTRIBUTES + u32(length) + b"data", f"a target of {length} bytes")

    def unknown_words():
        """Discriminants and enumerations that the protocol does not have."""
        with world.connect() as rpc:
            garbage(rpc, CREATE, opaque(world.folder) + opaque(b"c") + u32(3) + NO_ATTRIBUTES, "createmode 3")
            garbage(rpc, WRITE, opaque(world.file) + u64(0) + u32(4, 3) + opaque(b"data"), "stable_how 3")
            garbage(rpc, SETATTR, opaque(world.file) + u32(0, 0, 0, 0, 0, 3) + u32(0), "time_how 3")
            garbage(rpc, SETATTR, opaque(world.file) + u32(2, 0, 0, 0, 0, 0) + u32(0), "a boolean of 2")

    check("garbage: arguments cut at any word", cut_short)
    check("garbage: handles that lie about their length", handle_lengths)
    check("garbage: names that lie about their length", name_lengths)
    check("garbage: data that lies about its length", data_lengths)
    check("garbage: words that the protocol does not have", unknown_words)


def run_names(world):
    def status(procedure, name, folder=None):
        where = opaque(folder or world.folder) + opaque(name)
        with world.connect() as rpc:
            if procedure == RENAME:
                return rpc.nfs(RENAME, opaque(world.folder) + opaque(b"file") + where)[0]
            if procedure == LINK:
                return rpc.nfs(LINK, opaque(world.file) + where)[0]
            rest = {CREATE: u32(0) + NO_ATTRIBUTES, MKDIR: MODE_755, SYMLINK: NO_ATTRIBUTES + opaque(b"t"), MKNOD: u32(7) + NO_ATTRIBUTES}
            return rpc.nfs(procedure, where + rest.get(procedure, b""))[0]

    makers = {"CREATE": CREATE, "MKDIR": MKDIR, "SYMLINK": SYMLINK, "MKNOD": MKNOD, "RENAME": RENAME, "LINK": LINK}
    finders = {"LOOKUP": LOOKUP, "REMOVE": REMOVE, "RMDIR": RMDIR}

    def every(procedures, name, allowed):
        for word, procedure in procedures.items():
            one_of(allowed, status(procedure, name), f"{word} of {name[:20]!r}")

    def too_long():
        for name in (b"n" * 256, b"n" * 1000, b"\xe2\x82\xac" * 86):
            every(makers | finders, name, {NAMETOOLONG})

    def longest():
        equal(OK, status(CREATE, b"n" * 255))
        equal(OK, status(LOOKUP, b"n" * 255))
        equal(OK, status(REMOVE, b"n" * 255))

    def parent_of_root():
        """LOOKUP of '..' does not lead out of the export."""
        with world.connect() as rpc:
            answer, body = rpc.nfs(LOOKUP, opaque(world.root) + opaque(b".."))
        if answer == OK:
            length = struct.unpack(">I", body[:4])[0]
            equal(world.root, body[4:4 + length])
        else:
            one_of({NOENT, ACCES}, answer)

    def dots():
        every(makers, b".", {EXIST, INVAL, ISDIR})
        every(makers, b"..", {EXIST, INVAL, ISDIR})
        for name in (b".", b".."):
            one_of({INVAL, ISDIR, ACCES, PERM, NOTEMPTY}, status(REMOVE, name), f"REMOVE of {name!r}")
            one_of({INVAL, EXIST, NOTEMPTY}, status(RMDIR, name), f"RMDIR of {name!r}")
        equal(OK, status(LOOKUP, b"."))
        equal(OK, status(LOOKUP, b"file"))

    def nothing_was_made():
        with world.connect() as rpc:
            answer, body = rpc.nfs(READDIR, opaque(world.folder) + u64(0) + bytes(8) + u32(32768))
        equal(OK, answer)
        for part in (b"a/b", b"nul\0", b"/hostile"):
            assert part not in body, f"{part!r} is in the directory"

    for name in (b"/", b"a/b", b"/hostile/x", b"../file", b"file/"):
        check(f"names: {name.decode()!r} is refused", lambda n=name: (every(makers, n, {INVAL, ACCES}), every(finders, n, {INVAL, ACCES, NOENT})))
    for name in (b"\0", b"nul\0byte", b"file\0"):
        check(f"names: {name!r} is refused", lambda n=name: (every(makers, n, {INVAL, ACCES}), every(finders, n, {INVAL, ACCES, NOENT})))
    check("names: the empty one is refused", lambda: (every(makers, b"", {INVAL, ACCES}), every(finders, b"", {INVAL, ACCES, NOENT})))
    check("names: 256 bytes and more are too long", too_long)
    check("names: 255 bytes are not", longest)
    check("names: '.' and '..' can be neither made nor removed", dots)
    check("names: '..' of the root stays inside", parent_of_root)
    check("names: nothing of these was made", nothing_was_made)


def run_kinds(world):
    def status(procedure, args):
        with world.connect() as rpc:
            return rpc.nfs(procedure, args)[0]

    file, folder, link, name = opaque(world.file), opaque(world.folder), opaque(world.link), opaque(b"x")
    cases = {
        "LOOKUP in a file": (LOOKUP, file + name, {NOTDIR}),
        "CREATE in a file": (CREATE, file + name + u32(0) + NO_ATTRIBUTES, {NOTDIR}),
        "READDIR of a file": (READDIR, file + u64(0) + bytes(8) + u32(4096), {NOTDIR}),
        "READDIRPLUS of a file": (READDIRPLUS, file + u64(0) + bytes(8) + u32(4096, 4096), {NOTDIR}),
        "READ of a folder": (READ, folder + u64(0) + u32(10), {ISDIR}),
        "READ of a symbolic link": (READ, link + u64(0) + u32(10), {INVAL}),
        "WRITE to a folder": (WRITE, folder + u64(0) + u32(1, 2) + opaque(b"x"), {ISDIR, INVAL}),
        "READLINK of a file": (READLINK, file, {INVAL}),
        "RMDIR of a file": (RMDIR, folder + opaque(b"file"), {NOTDIR}),
        "REMOVE of a folder": (REMOVE, opaque(world.root) + opaque(b"hostile"), {ISDIR, PERM, INVAL}),
        "RMDIR of a folder with entries": (RMDIR, opaque(world.root) + opaque(b"hostile"), {NOTEMPTY, EXIST}),
        "RENAME of a folder into itself": (RENAME, opaque(world.root) + opaque(b"hostile") + folder + name, {INVAL}),
        "LINK of a folder": (LINK, folder + opaque(world.root) + opaque(b"again"), {PERM, ISDIR, INVAL, BADTYPE}),
        "MKNOD of a regular file": (MKNOD, folder + name + u32(1), {BADTYPE}),
        "SETATTR of a folder's size": (SETATTR, folder + u32(0, 0, 0, 1) + u64(0) + u32(0, 0) + u32(0), {ISDIR, INVAL}),
        "SETATTR with a guard that does not hold": (SETATTR, file + NO_ATTRIBUTES + u32(1, 1, 1), {NOT_SYNC}),
        "guarded CREATE of what exists": (CREATE, folder + opaque(b"file") + u32(1) + NO_ATTRIBUTES, {EXIST}),
    }
    for what, (procedure, args, allowed) in cases.items():
        check(f"kinds: {what}", lambda p=procedure, a=args, s=allowed, w=what: one_of(s, status(p, a), w))


def run_numbers(world):
    file, folder = opaque(world.file), opaque(world.folder)

    def nfs(procedure, args):
        with world.connect() as rpc:
            return rpc.nfs(procedure, args)

    def read_result(body):
        """count, eof and the data of a READ3resok."""
        count, eof, length = struct.unpack(">3I", after_attributes(body)[:12])
        equal(count, length)
        return count, eof, after_attributes(body)[12:12 + length]

    def huge_read():
        status, body = nfs(READ, file + u64(0) + u32(0xFFFFFFFF))
        equal(OK, status)
        equal((11, 1, b"hello world"), read_result(body))

    def read_past_the_end():
        for offset in (11, 1 << 40, (1 << 63) - 1):
            status, body = nfs(READ, file + u64(offset) + u32(100))
            equal((OK, (0, 1, b"")), (status, read_result(body)))
        for offset in (1 << 63, MAX64):
            one_of({OK, INVAL, FBIG}, nfs(READ, file + u64(offset) + u32(100))[0])

    def write_at_the_end_of_numbers():
        for offset in (MAX64, MAX64 - 3, 1 << 63):
            one_of({FBIG, INVAL, NOSPC}, nfs(WRITE, file + u64(offset) + u32(4, 2) + opaque(b"data"))[0], f"WRITE at {offset}")

    def size_beyond_limits():
        for size in (MAX64, 1 << 63):
            one_of({FBIG, INVAL, NOSPC}, nfs(SETATTR, file + u32(0, 0, 0, 1) + u64(size) + u32(0, 0) + u32(0))[0], f"size {size}")

    def nanoseconds():
        for nanoseconds_ in (1_000_000_000, 0xFFFFFFFF):
            one_of({INVAL}, nfs(SETATTR, file + u32(0, 0, 0, 0, 0, 2, 1, nanoseconds_) + u32(0))[0], f"{nanoseconds_} ns")

    def access_asks_for_all():
        status, body = nfs(ACCESS, file + u32(0xFFFFFFFF))
        equal(OK, status)
        granted = struct.unpack(">I", after_attributes(body)[:4])[0]
        assert granted and not granted & ~0x3F, f"granted {granted:#x}"

    def small_listings():
        for procedure, sizes in ((READDIR, u32(0)), (READDIR, u32(1)), (READDIRPLUS, u32(0, 0)), (READDIRPLUS, u32(1, 1))):
            one_of({TOOSMALL}, nfs(procedure, folder + u64(0) + bytes(8) + sizes)[0], f"procedure {procedure}")

    def huge_listings():
        for procedure, sizes in ((READDIR, u32(0xFFFFFFFF)), (READDIRPLUS, u32(0xFFFFFFFF, 0xFFFFFFFF))):
            status, body = nfs(procedure, folder + u64(0) + bytes(8) + sizes)
            equal(OK, status)
            assert len(body) < 4 << 20

    def odd_cookies():
        for cookie in (1, 12345678901, 1 << 63, MAX64):
            for verifier in (bytes(8), b"\xff" * 8):
                for procedure, sizes in ((READDIR, u32(4096)), (READDIRPLUS, u32(4096, 8192))):
                    one_of({OK, BAD_COOKIE}, nfs(procedure, folder + u64(cookie) + verifier + sizes)[0], f"cookie {cookie}")

    def commit_ranges():
        for offset, count in ((0, 0xFFFFFFFF), (MAX64, 0xFFFFFFFF), (1 << 63, 0)):
            one_of({OK, INVAL, FBIG}, nfs(COMMIT, file + u64(offset) + u32(count))[0], f"COMMIT at {offset}")

    def long_target():
        with world.connect() as rpc:
            reply, accept, body = rpc.call(NFS, 3, SYMLINK, folder + opaque(b"long") + NO_ATTRIBUTES + opaque(b"t" * 100_000))
        equal(MSG_ACCEPTED, reply)
        assert accept == GARBAGE_ARGS or body[:4] == u32(NAMETOOLONG), f"RPC {accept}, status {body[:4].hex()}"

    def unchanged():
        """None of it touched the file."""
        status, body = nfs(READ, file + u64(0) + u32(100))
        equal((OK, (11, 1, b"hello world")), (status, read_result(body)))

    for what, action in {
            "READ of 4 GiB": huge_read, "READ past the end": read_past_the_end, "WRITE at the end of 64 bits": write_at_the_end_of_numbers,
            "sizes beyond the limits": size_beyond_limits, "nanoseconds beyond a second": nanoseconds, "ACCESS for every bit": access_asks_for_all,
            "listings of no size": small_listings, "listings of 4 GiB": huge_listings, "cookies that were never given out": odd_cookies,
            "COMMIT of any range": commit_ranges, "a link's target of 100,000 bytes": long_target, "the file is as it was": unchanged}.items():
        check(f"numbers: {what}", action)


def run_mount(world):
    def status_of(path):
        with world.connect_mount() as rpc:
            reply, accept, body = rpc.call(MOUNT, 3, 1, opaque(path))
        assert reply == MSG_ACCEPTED, f"RPC denied the call ({accept})"
        return accept if accept else ("mount", struct.unpack(">I", body[:4])[0])

    refusals = {("mount", s) for s in (NOENT, ACCES, INVAL, NOTDIR, NAMETOOLONG)}

    def leads_nowhere(path):
        """Refused, or (for another spelling of the export) its own root."""
        got = status_of(path)
        if got == ("mount", OK):
            equal(world.root, mount(world.mount_port, path)[1])
        else:
            one_of(refusals, got)

    def raw(args, procedure=1):
        with world.connect_mount() as rpc:
            return rpc.call(MOUNT, 3, procedure, args)[1]

    for path in (b"", b"/", b"/nothing", b"/export/../..", b"/export/../../etc", b"export", b"/export\0", b"\xff\xfe", b"/" * 1000):
        check(f"mount: {path[:20]!r} leads nowhere else", lambda p=path: leads_nowhere(p))
    check("mount: a path of 1,025 bytes is refused", lambda: one_of(refusals | {GARBAGE_ARGS}, status_of(b"/" + b"p" * 1024)))
    check("mount: garbage", lambda: equal(GARBAGE_ARGS, raw(u32(0xFFFFFFFF) + bytes(100))))
    check("mount: UMNT of what was never mounted is fine", lambda: equal(SUCCESS, raw(opaque(b"/never"), 3)))
