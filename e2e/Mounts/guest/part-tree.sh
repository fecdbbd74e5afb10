# Copies a real tree, and looks at the copy as seen by a fresh mount. Leaves it for part-restart.
listing() { (cd "$1" && find . -mindepth 1 -printf '%p|%y|%m|%U:%G|%n|%l|%T@' \( -type f -printf '|%s\n' -o -printf '\n' \) | LC_ALL=C sort); }

tree() {
	tar -C /tmp -xpf /host/tree.tar
	echo "# the tree has $(find /tmp/tree | wc -l) entries, $(du -sm /tmp/tree | cut -f1) MiB"
	timed check "cp -a of a real tree" cp -a /tmp/tree /mnt/
	remount
	listing /tmp/tree >/tmp/want
	listing /mnt/tree >/tmp/got
	check "modes, owners, times, link counts, targets and sizes are the tree's" diff /tmp/want /tmp/got
	timed check "diff -r finds no difference" diff -r --no-dereference /tmp/tree /mnt/tree
	timed check "tar writes the tree into the share" tar -C /mnt --sort=name -cf /mnt/copy.tar tree
	remount
	TREE_SUM=$(sha256sum </mnt/copy.tar)
	equal "that archive is the same as one of the original" "$(tar -C /tmp --sort=name -cf - tree | sha256sum)" "$TREE_SUM"
	check "hard links are one file" test "$(stat -c %i /mnt/tree/extra/hard0000)" = "$(find /mnt/tree -samefile /mnt/tree/extra/hard0000 -printf '%i\n' | sort -u)"
	check "rm -r of a folder with everything in it" sh -c 'cp -a /mnt/tree/extra /mnt/gone && rm -r /mnt/gone && ! test -e /mnt/gone'
}
tree
