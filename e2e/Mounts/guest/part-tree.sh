# Copies a real tree, and looks at the copy as seen by a fresh mount. Leaves it for part-restart.
# Over SMB, modes and owners are the mount's, and times count 100 ns; those of folders and symbolic links are not cp's to keep.
if [ "${PROTOCOL:-nfs}" = smb ]; then
	listing() {
		(cd "$1" && find . -mindepth 1 -printf '%p|%y|%n|%s|%T@|%l\n') | LC_ALL=C sort |
			sed -E 's/^(.*\|[dl])\|[0-9]+\|[0-9]+\|[-.0-9]+\|/\1|/; s/(\.[0-9]{7})[0-9]*\|$/\1/'
	}
	archive() { tar -C "$1" --sort=name --mode=0755 --owner=0 --group=0 --mtime=@0 -cf - tree; }
else
	listing() { (cd "$1" && find . -mindepth 1 -printf '%p|%y|%m|%U:%G|%n|%l|%T@' \( -type f -printf '|%s\n' -o -printf '\n' \) | LC_ALL=C sort); }
	archive() { tar -C "$1" --sort=name -cf - tree; }
fi
write_archive() { archive /mnt >/mnt/copy.tar; }

tree() {
	tar -C /tmp -xpf /host/tree.tar
	echo "# the tree has $(find /tmp/tree | wc -l) entries, $(du -sm /tmp/tree | cut -f1) MiB"
	timed check "cp -a of a real tree" cp -a /tmp/tree /mnt/
	remount
	listing /tmp/tree >/tmp/want
	listing /mnt/tree >/tmp/got
	check "what the protocol carries of modes, owners, times, link counts, targets and sizes is the tree's" diff /tmp/want /tmp/got
	timed check "diff -r finds no difference" diff -r --no-dereference /tmp/tree /mnt/tree
	timed check "tar writes the tree into the share" write_archive
	remount
	TREE_SUM=$(sha256sum </mnt/copy.tar)
	equal "that archive is the same as one of the original" "$(archive /tmp | sha256sum)" "$TREE_SUM"
	[ "${PROTOCOL:-nfs}" = smb ] || check "hard links are one file" test "$(stat -c %i /mnt/tree/extra/hard0000)" = "$(find /mnt/tree -samefile /mnt/tree/extra/hard0000 -printf '%i\n' | sort -u)"
	check "rm -r of a folder with everything in it" sh -c 'cp -a /mnt/tree/extra /mnt/gone && rm -r /mnt/gone && ! test -e /mnt/gone'
}
tree
