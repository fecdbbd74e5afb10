"""Writes over SMB and remembers what the server acknowledged as durable; later, checks that it kept its word. What ackload.c is for NFS.

    ackload.py write PORT SHARE LOG LANES    LANES processes change files until the server is gone
    ackload.py verify PORT SHARE LOG         reads everything back

A file has generations 1, 2, 3 …, whose content follows from name and number. "try NAME G" is in LOG before a generation begins, "ack NAME G" once the call that
makes it durable has returned: FLUSH, or for the third kind CLOSE. After a crash a file holds a generation between the last acknowledged and the last tried one.

    overwrite  one WRITE over the whole file, then FLUSH
    append     one record at the end, then FLUSH: generation G means G records
    closed     one WRITE over the whole file, then CLOSE
"""
import hashlib
import os
import random
import sys

from impacket.smb3structs import FILE_NON_DIRECTORY_FILE, FILE_OPEN, FILE_OPEN_IF, FILE_READ_DATA, FILE_SHARE_READ, FILE_SHARE_WRITE, FILE_WRITE_DATA
from impacket.smb3structs import SMB2_DIALECT_30
from impacket.smbconnection import SMBConnection

KINDS, SLOTS, RECORD = ("overwrite", "append", "closed"), 9, 1000


def content(name, generation):
    if name.startswith("append"):
        return b"".join(piece(name, g, RECORD) for g in range(1, generation + 1))
    return piece(name, generation, 64 + int.from_bytes(hashlib.sha256(name.encode()).digest()[:2], "big") % 60_000)


def piece(name, generation, size):
    head = f"{name} generation {generation:08}\n".encode()
    return (head + hashlib.shake_128(head).digest(size))[:size]


class Client:
    def __init__(self, port, share):
        connection = SMBConnection("127.0.0.1", "127.0.0.1", sess_port=port, preferredDialect=SMB2_DIALECT_30, timeout=120)
        connection.login(os.environ["SMB_USER"], os.environ["SMB_PASSWORD"])
        self.smb = connection.getSMBServer()
        self.tree = self.smb.connectTree(share)

    def open(self, name, access, disposition):
        return self.smb.create(self.tree, name, access, FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_NON_DIRECTORY_FILE, disposition, 0)

    def change(self, name, generation):
        file = self.open(name, FILE_WRITE_DATA, FILE_OPEN_IF)
        data = content(name, generation)
        offset = len(data) - RECORD if name.startswith("append") else 0
        written = self.smb.write(self.tree, file, data[offset:], offset, len(data) - offset)
        assert written == len(data) - offset, (written, len(data), offset)
        if not name.startswith("closed"):
            self.smb.flush(self.tree, file)
        self.smb.close(self.tree, file)

    def read(self, name):
        file = self.open(name, FILE_READ_DATA, FILE_OPEN)
        data = b""
        while True:
            try:
                more = self.smb.read(self.tree, file, len(data), 60_000)
            except Exception as end:
                if "STATUS_END_OF_FILE" in str(end):
                    break
                raise
            if not more:
                break
            data += more
        self.smb.close(self.tree, file)
        return data


def read_log(path):
    files = {}
    if os.path.exists(path):
        for line in open(path):
            word, name, generation = line.split()
            entry = files.setdefault(name, {"try": 0, "ack": 0})
            entry[word] = max(entry[word], int(generation))
    return files


def run_lane(port, share, log, lane, files):
    client = Client(port, share)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    while True:
        name = f"{KINDS[random.randrange(3)]}-{lane}-{random.randrange(SLOTS)}"
        entry = files.setdefault(name, {"try": 0, "ack": 0})
        # An append that the crash interrupted is done again; what is tried once more has the same bytes.
        generation = (entry["ack"] if name.startswith("append") else entry["try"]) + 1
        if generation > 2_000:
            continue
        os.write(out, f"try {name} {generation}\n".encode())
        try:
            client.change(name, generation)
        except Exception as failure:
            if is_there(port, share):
                print(f"a change of {name} failed although the server is there: {failure}")
                os._exit(1)
            os._exit(0)
        os.write(out, f"ack {name} {generation}\n".encode())
        entry["try"], entry["ack"] = max(entry["try"], generation), generation


def is_there(port, share):
    try:
        Client(port, share)
        return True
    except Exception:
        return False


def write(port, share, log, lanes):
    files = read_log(log)
    children = []
    for lane in range(int(lanes)):
        child = os.fork()
        if child == 0:
            run_lane(port, share, log, lane, files)
        children.append(child)
    return max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)


def verify(port, share, log):
    client, lost, acknowledged = Client(port, share), 0, 0
    files = read_log(log)
    for name, entry in sorted(files.items()):
        acknowledged += entry["ack"]
        try:
            data = client.read(name)
        except Exception as failure:
            data = failure
        if data in [content(name, g) for g in range(max(entry["ack"], 1), entry["try"] + 1)]:
            continue
        # Before its first acknowledgement a file may be missing, or empty.
        if entry["ack"] == 0 and (data == b"" or "OBJECT_NAME_NOT_FOUND" in str(data)):
            continue
        lost += 1
        print(f"{name}: acknowledged {entry['ack']}, tried {entry['try']}, found {data[:60] if isinstance(data, bytes) else data}")
    print(f"{len(files)} files, {acknowledged} generations acknowledged, {lost} lost or damaged")
    return 1 if lost or not files else 0


mode, port, share, log, *rest = sys.argv[1:]
sys.exit(write(int(port), share, log, *rest) if mode == "write" else verify(int(port), share, log))
