#!/bin/bash
# kill -9 under a load of durable writes, round after round: each acknowledged byte must still be there.
# The load comes from libnfs on the host (ackload.c), which is much faster than the VM.
#
#   nfs3-crash.sh [ci|full]         3 rounds, or 10 with longer loads; E2E_ROUNDS=N for another number
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need gcc pkg-config python3 curl

ROUNDS=${E2E_ROUNDS:-$(by_size 3 10)}
LANES=$(by_size 8 16)
LOG=$WORK/acknowledged

# One round: load, kill in the middle of it, restart, read everything back.
round() {
	local lanes_pid
	"$WORK/ackload" write "$(nfs_url)" "$LOG" "$LANES" 600 >"$WORK/load.out" 2>&1 &
	lanes_pid=$!
	BACKGROUND+=("$lanes_pid")
	sleep "$((2 + RANDOM % $(by_size 3 8))).$((RANDOM % 10))"
	check "round $1: the load runs" kill -0 "$lanes_pid"
	server_kill
	wait "$lanes_pid"
	equal "round $1: no call failed before the kill" "0:" "$?:$(cat "$WORK/load.out")"
	server_start
	check "round $1: everything acknowledged is there after kill -9" "$WORK/ackload" verify "$(nfs_url)" "$LOG"
	"$WORK/ackload" verify "$(nfs_url)" "$LOG" | tail -n 1 | sed 's/^/# /'
}

compile "$E2E/Mounts/ackload.c" "$WORK/ackload" || die "ackload.c does not compile"
server_start
for ((i = 1; i <= ROUNDS; i++)); do round "$i"; done
server_stop
server_start
check "everything is there after an orderly stop" "$WORK/ackload" verify "$(nfs_url)" "$LOG"
server_kill
server_start
check "everything is there after a kill of an idle server" "$WORK/ackload" verify "$(nfs_url)" "$LOG"
finish
