#!/bin/bash
# The Linux kernel's NFSv3 client, in a VM, against the server: real trees, real tools, POSIX rules,
# and a server that is killed under a live mount. The guest's side is in guest/, one file per subject.
#
#   nfs3-kernel.sh [ci|full]        E2E_PARTS="tree posix" runs only those (default: all)
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need qemu-system-x86_64 git python3 curl

PARTS=${E2E_PARTS:-tree git data posix crowd restart acknowledged}
SHARE=$WORK/share

# A tree of real files, with links of both kinds, odd modes, owners and times, as one archive.
make_tree() {
	local tree=$WORK/tree source
	mkdir -p "$tree"
	for source in $(by_size "/usr/share/perl /usr/share/zoneinfo" "/usr/share/perl /usr/share/zoneinfo /usr/lib/python3 /usr/include"); do
		[ -d "$source" ] && cp -a "$source" "$tree/"
	done
	python3 "$E2E/Mounts/make-links.py" "$tree"
	tar -C "$WORK" --numeric-owner -cf "$SHARE/tree.tar" tree
	rm -rf "$tree"
}

# The project's own history, or all of it that this clone has.
make_repository() { git clone -q --bare "$ROOT" "$SHARE/repository.git" && git -C "$SHARE/repository.git" rev-parse HEAD >"$SHARE/head"; }

# Kills and restarts the server whenever the guest asks for it, until it says that it is done.
attend() {
	while [ ! -e "$SHARE/done" ]; do
		if [ -e "$SHARE/kill-please" ]; then
			rm "$SHARE/kill-please"
			server_kill
			sleep 2
			server_start
			touch "$SHARE/back"
		fi
		kill -0 "$GUEST" 2>/dev/null || return
		sleep 0.2
	done
}

mkdir -p "$SHARE"
cp "$E2E/assert.sh" "$E2E/Mounts/checks.py" "$E2E"/Mounts/guest/* "$SHARE/"
make_tree
make_repository || die "cannot clone $ROOT"
server_start
mount_line >"$SHARE/mount-line"

guest "$SHARE" "$(by_size 1500 3600)" "SIZE=$SIZE PARTS='$PARTS' bash /host/main.sh" > >(tee "$WORK/guest.log") &
GUEST=$!
BACKGROUND+=("$GUEST")
attend
wait "$GUEST"; rc=$?
tally "$WORK/guest.log"
equal "the guest's script ran to its end" 0 "$rc"
check "the server is still there" server_alive
finish
