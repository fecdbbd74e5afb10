#!/bin/bash
# Bad input at every layer: record marking, RPC, handles, arguments, floods. Each gets the RFC's answer or,
# where the frame itself is broken, a closed connection; a bystander on a connection of its own notices nothing.
# The tests are in hostile/, in plain Python without a client library.
#
#   nfs3-hostile.sh [ci|full]
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need python3 curl

hostile() {
	python3 "$E2E/Mounts/hostile/main.py" --nfs-port "$NFS_PORT" --mount-port "$MOUNT_PORT" --export "$EXPORT" \
		--pid "$SERVER_PID" --size "$SIZE" --other-handle "$1"
}

# The root handle of a share that another instance made.
another_share() {
	local work=$WORK
	WORK=$WORK/another; mkdir "$WORK"
	server_start
	PYTHONPATH="$E2E/Mounts/hostile" python3 -c 'import rpc, sys; print(rpc.mount(int(sys.argv[1]), sys.argv[2].encode())[1].hex())' \
		"$MOUNT_PORT" "$EXPORT" >"$work/other-handle"
	server_stop
	WORK=$work
}

another_share
server_start
hostile "$(cat "$WORK/other-handle")" > >(tee "$WORK/hostile.log") 2>&1
rc=$?
tally "$WORK/hostile.log"
check "the hostile tests ran to their end" grep -q ' passed, ' "$WORK/hostile.log"
check "the server process lived through it" server_alive
finish
