#!/bin/bash
# Measures how long a start takes with few and with many nodes in a share: the time from the program's start until it serves, and the memory that it has then.
#
#   bench/start.sh [NODES…]       default: 1000 1000000; three starts each, in $TMPDIR (default /var/tmp)
#
# The nodes are written by bench/DittoFs.Bench, past the protocols. Needs the SDK, and the solution built with -c Release.
set -eu
export LC_ALL=C.UTF-8 TMPDIR=${TMPDIR:-/var/tmp}
ROOT=$(dirname "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)")
WORK=$(mktemp -d "$TMPDIR/dittofs-start.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
export DITTOFS_ADMIN_INITIAL_PASSWORD='the benchmark password'
SERVER=$ROOT/DittoFs.Web/bin/Release/net10.0/DittoFs.Web.dll
PID=''

# serve DIRECTORY: starts and waits until run/server.json is there; prints the milliseconds that it took
serve() {
	local begin now
	begin=$(date +%s%N)
	dotnet "$SERVER" start --quick-start --data-directory "$1" --nfs-port 0 --http-port 0 >"$WORK/log" 2>&1 &
	PID=$!
	until [ -s "$1/run/server.json" ]; do
		kill -0 "$PID" || { cat "$WORK/log"; exit 1; }
		sleep 0.01
	done
	now=$(date +%s%N)
	MILLISECONDS=$(((now - begin) / 1000000))
}

stop() { kill "$PID"; wait "$PID" || true; }

for nodes in "${@:-1000 1000000}"; do
	for count in $nodes; do
		data=$WORK/$count
		serve "$data"
		stop
		share=$(basename "$(ls -d "$data"/blocks/*-*)")
		dotnet "$ROOT/bench/DittoFs.Bench/bin/Release/net10.0/DittoFs.Bench.dll" fill "$data" "$share" "$count"
		for round in 1 2 3; do
			serve "$data"
			echo "$count nodes, start $round: $MILLISECONDS ms, $(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$PID/status") MiB resident, metadata on disk $(du -sm "$data/metadata" | cut -f1) MiB"
			stop
		done
	done
done
