"""Adds to a tree what package files lack: hard links, symbolic links of every kind, modes, owners and times."""
import os
import sys

tree = sys.argv[1]
files = sorted(os.path.join(d, f) for d, _, names in os.walk(tree) for f in names)
files = [f for f in files if os.path.isfile(f) and not os.path.islink(f)]
extra = os.path.join(tree, "extra")
os.makedirs(extra)

for i, target in enumerate(files[::20]):
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
for name in ("sp ace", "new\nline", "ümläut-日本語", "-dash", "*star?", "back\\slash", "x" * 255):
    with open(os.path.join(extra, name), "w") as f:
        f.write(name)
with open(os.path.join(extra, "latin1-").encode() + b"\xe4\xff", "w") as f:
    f.write("a name that is not UTF-8")
os.makedirs(os.path.join(extra, *["deep"] * 60))
