# A source tree that the kernel's client copies to a share and finds there again: sourced after lib.sh, never run.
#
#   plant_tree BYTES   makes it in $TREE: this repository, a file of that many random bytes, an empty one; a script may add to it
#   pack_tree          puts it, what it must be found to be, and the guest's scripts into $SHARE, which the guest sees as /host
#   in_guest SCRIPT    mounts $EXPORT in the VM and runs one of Storage/guest there

SHARE=$WORK/share
TREE=$WORK/tree

plant_tree() {
	mkdir -p "$TREE" "$SHARE"
	git -C "$ROOT" archive HEAD | tar -x -C "$TREE"
	head -c "$1" /dev/urandom >"$TREE/large"
	: >"$TREE/empty"
}

pack_tree() {
	cp "$E2E/assert.sh" "$E2E/Storage/guest/"*.sh "$SHARE/"
	tar -C "$WORK" -cf "$SHARE/tree.tar" tree
	(cd "$TREE" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) >"$SHARE/sums"
	(cd "$TREE" && find . ! -type f -printf '%p %y %l\n' | LC_ALL=C sort) >"$SHARE/names"
}

# The .NET SDK's own files too, which are many.
plant_sdk() { cp -r "$(dirname "$(readlink -f "$(command -v dotnet)")")/sdk" "$TREE/sdk"; }

in_guest() {
	mount_line >"$SHARE/mount-line"
	guest "$SHARE" "$(by_size 600 1800)" "bash /host/$1" > >(tee "$WORK/$1.log")
	equal "$1 ran to its end without a failure" 0 $?
	tally "$WORK/$1.log"
}
