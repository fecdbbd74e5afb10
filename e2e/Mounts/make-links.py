"""Adds to a tree what package files lack: hard links, symbolic links of every kind, modes, owners and times.

    make-links.py TREE [smb]    smb: for clients of SMB, without names that differ in case alone, hard links, and
                              what SMB has no words for: backslashes, names that are not Unicode
"""
import os
import subprocess
import sys

tree = sys.argv[1]
for_smb = sys.argv[2:] == ["smb"]
if for_smb:
    for folder, _, _ in os.walk(tree):
        names = sorted(os.listdir(folder))
        for name in names:
            if any(other.casefold() == name.casefold() for other in names[:names.index(name)]):
                subprocess.run(["rm", "-r", os.path.join(folder, name)], check=True)
files = sorted(os.path.join(d, f) for d, _, names in os.walk(tree) for f in names)
files = [f for f in files if os.path.isfile(f) and not os.path.islink(f)]
extra = os.path.join(tree, "extra")
os.makedirs(extra)

for i, target in enumerate(() if for_smb else files[::20]):
    os.link(target, os.path.join(extra, f"hard{i:04}"))
for i, target in enumerate(files[10::20]):
    os.symlink(os.path.relpath(target, extra), os.path.join(extra, f"soft{i:04}"))
os.symlink("nowhere", os.path.join(extra, "dangling"))
os.symlink("/" + "x/" * 500 + "y", os.path.join(extra, "long-target"))
os.symlink(".", os.path.join(extra, "itself"))

for i, mode in enumerate((0o000, 0o400, 0o644, 0o755, 0o1777, 0o2755, 0o4711, 0o6777)):
    path = os.path.join(extra, f"mode{mode:04o}")
    with open(path, "w") as f:
        f.write(f"file of mode {mode:o}\n" * i)
    os.chown(path, 1000 + i, 2000 + i)
    os.chmod(path, mode)
    os.utime(path, ns=(10**9 * i, 1_234_567_890_123_456_789 + i))
for name in ("sp ace", "new\nline", "ümläut-日本語", "-dash", "*star?", "x" * 255) + (() if for_smb else ("back\\slash",)):
    with open(os.path.join(extra, name), "w") as f:
        f.write(name)
if not for_smb:
    with open(os.path.join(extra, "latin1-").encode() + b"\xe4\xff", "w") as f:
        f.write("a name that is not UTF-8")
os.makedirs(os.path.join(extra, *["deep"] * 60))
