# What the trials with a kernel's client in the VM share: sourced after lib.sh, never run.
#
#   prepare_trials [smb]    $SHARE, which the guest sees as /host: its scripts, a tree of real files, a repository
#   run_trials SECONDS COMMAND   runs it in the guest, and kills and restarts the server whenever the guest asks for it

SHARE=$WORK/share

# A tree of real files, with links of both kinds, odd modes, owners and times, as one archive.
make_tree() {
	local tree=$WORK/tree source
	mkdir -p "$tree"
	for source in $(by_size "/usr/share/perl /usr/share/zoneinfo" "/usr/share/perl /usr/share/zoneinfo /usr/lib/python3 /usr/include"); do
		[ -d "$source" ] && cp -a "$source" "$tree/"
	done
	python3 "$E2E/Mounts/make-links.py" "$tree" "$@"
	tar -C "$WORK" --numeric-owner -cf "$SHARE/tree.tar" tree
	rm -rf "$tree"
}

# The project's own history, or all of it that this clone has.
make_repository() { git clone -q --bare "$ROOT" "$SHARE/repository.git" && git -C "$SHARE/repository.git" rev-parse HEAD >"$SHARE/head"; }

prepare_trials() {
	mkdir -p "$SHARE"
	cp "$E2E/assert.sh" "$E2E/Mounts/checks.py" "$E2E"/Mounts/guest/* "$SHARE/"
	make_tree "$@"
	make_repository || die "cannot clone $ROOT"
}

# Until the guest says that it is done.
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

run_trials() {
	local rc
	guest "$SHARE" "$1" "$2" > >(tee "$WORK/guest.log") &
	GUEST=$!
	BACKGROUND+=("$GUEST")
	attend
	wait "$GUEST"; rc=$?
	tally "$WORK/guest.log"
	equal "the guest's script ran to its end" 0 "$rc"
	check "the server is still there" server_alive
}
