#!/bin/bash
# The power is cut under a load of durable writes, round after round: the server runs in a machine of its own (servers/machine.sh), which ends from one moment to
# the next, with all that its kernel had not written. Load and log of acknowledgements are on the host (Mounts/ackload.c over NFS, smb/ackload.py over SMB with
# FLUSH and CLOSE). On a share of the durability `local` each acknowledged byte is there afterwards; on one of `writeback` what was acknowledged more than
# WINDOW before the cut.
#
#   power-cut.sh [ci|full]     one round or 10, over NFS and SMB at once; full runs the published server, and has a build without fsync fail
E2E_SERVER=machine
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need gcc pkg-config python3 curl git qemu-system-x86_64 mke2fs
/usr/bin/python3 -c 'import impacket' 2>/dev/null || die "python3-impacket is not installed (e2e/README.md names the packages)"

EXPORT=/kept SMB_SHARE=kept
ROUNDS=${E2E_ROUNDS:-$(by_size 1 10)}
# What is answered before it is synced is synced within 100 ms; the rest is for an emulated processor that does other things meanwhile.
WINDOW=1500
SEEN=$WORK/acknowledged SEEN_SMB=$WORK/acknowledged-smb

nfs_load() { "$WORK/ackload" "$1" "$(nfs_url)" "$2" "${@:3}"; }
smb_load() { SMB_USER=$SMB_USER SMB_PASSWORD=$SMB_PASSWORD /usr/bin/python3 "$E2E/Mounts/smb/ackload.py" "$1" "$SMB_PORT" "$SMB_SHARE" "${@:2}"; }
on() { local EXPORT=/$1; shift; "$@"; }

# publish FOLDER [SABOTAGE]: the server as it is shipped, or one that breaks a rule; built in a copy of the tree
publish() {
	local tree=$WORK/tree
	rm -rf "$tree" && mkdir "$tree" && (cd "$ROOT" && git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$tree" 2>/dev/null; true)
	[ -z "${2:-}" ] || python3 "$E2E/sabotage/edit.py" apply "$E2E/sabotage/$2.sabotage" "$tree" || return
	dotnet publish "$tree/DittoFs.Web" -c Release -r linux-x64 --no-self-contained -p:PublishReadyToRun=true -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false \
		-o "$1" --nologo -v quiet && rm -rf "$tree"
}

# Shares that whoever reaches the forwarded port may use: one of the default durability, and for each round one of the lesser.
prepare_shares() {
	local share durability
	for share in kept $(seq -f back%g "$ROUNDS"); do
		[ "$share" = kept ] && durability=local || durability=writeback
		dittofs_api POST shares "{\"name\": \"$share\", \"durability\": \"$durability\", \"squash\": \"none\", \"defaultPermission\": \"read-write\", \"rootMode\": \"0777\"}" >/dev/null &&
			dittofs_api PUT "shares/$share/client-rules" '{"rules": [{"network": "10.0.2.0/24"}]}' >/dev/null || return
	done
}

acknowledgements() { [ -f "$1" ] && grep -c '^ack' "$1" || true; }
# A log that is not there yet has none.
goes_on() { local count; count=$(acknowledgements "$1"); [ "${count:-0}" -gt "$(($2 + 3))" ]; }

# load SECONDS ROUND: all that is written until the power is cut, that long after each kind of it has begun
load() {
	local pids pid log
	local -A before
	for log in "$SEEN" "$WORK/back$2" "$SEEN_SMB"; do before[$log]=$(acknowledgements "$log"); done
	nfs_load write "$SEEN" 4 3600 >"$WORK/nfs.out" 2>&1 & pids=$!
	on "back$2" nfs_load write "$WORK/back$2" 2 3600 >"$WORK/back.out" 2>&1 & pids+=" $!"
	smb_load write "$SEEN_SMB" 2 >"$WORK/smb.out" 2>&1 & pids+=" $!"
	# shellcheck disable=SC2206
	BACKGROUND+=($pids)
	for log in "${!before[@]}"; do check "round $2: $(basename "$log") grows" wait_for 400 goes_on "$log" "${before[$log]:-0}"; done
	sleep "$1"
	for pid in $pids; do check "round $2: the load runs" kill -0 "$pid"; done
	server_kill
	for pid in $pids; do wait "$pid"; equal "round $2: no call failed before the cut" 0 $?; done
	cat "$WORK/nfs.out" "$WORK/back.out" "$WORK/smb.out"
}

round() {
	load "$((6 + RANDOM % $(by_size 6 15))).$((RANDOM % 10))" "$1"
	server_start
	check "round $1: local over NFS: everything acknowledged is there" nfs_load verify "$SEEN"
	check "round $1: local over SMB: everything that was flushed or closed is there" smb_load verify "$SEEN_SMB"
	check "round $1: writeback: everything is there that was acknowledged $WINDOW ms before the cut" on "back$1" nfs_load verify "$WORK/back$1" "$WINDOW"
	nfs_load verify "$SEEN" | tail -n 1 | sed 's/^/# local, NFS: /'
	smb_load verify "$SEEN_SMB" | tail -n 1 | sed 's/^/# local, SMB: /'
	on "back$1" nfs_load verify "$WORK/back$1" 0 | tail -n 1 | sed 's/^/# writeback, with no window: /'
}

# A server that answers without having synced must be found out, or the rounds above prove nothing.
without_fsync() {
	publish "$WORK/broken" fsync-does-nothing >"$WORK/publish.out" 2>&1 || { cat "$WORK/publish.out"; die "the sabotage does not build"; }
	machine_install "$WORK/broken" && machine_new_disk || die "the machine can't be set up anew"
	rm -f "$SEEN" "$SEEN_SMB" "$WORK"/back*
	server_start
	check "a build without fsync: shares for the load" prepare_shares
	load 10 1
	server_start
	refuse "a build without fsync loses what it acknowledged" 'lost or damaged\|cannot' nfs_load verify "$SEEN"
	server_kill
}

compile "$E2E/Mounts/ackload.c" "$WORK/ackload" || die "ackload.c does not compile"
if [ "$SIZE" = full ]; then
	publish "$WORK/published" >"$WORK/publish.out" 2>&1 || { cat "$WORK/publish.out"; die "the server can't be published"; }
	MACHINE_SERVER=$WORK/published
elif [ -e "$MACHINE_SERVER/DittoFs.Web.staticwebassets.runtime.json" ]; then
	# What was built and not published looks for its pages in the source tree, which the machine has not.
	dotnet publish "$ROOT/DittoFs.Web" -c Release --no-build -o "$WORK/published" --nologo -v quiet >"$WORK/publish.out" 2>&1 || { cat "$WORK/publish.out"; die "the server can't be published"; }
	MACHINE_SERVER=$WORK/published
fi
server_start
check "shares for the load" prepare_shares
for ((i = 1; i <= ROUNDS; i++)); do round "$i"; done
if [ "$SIZE" = full ]; then
	server_stop
	server_start
	check "everything is there after an orderly stop" nfs_load verify "$SEEN"
	server_kill
	without_fsync
fi
finish
