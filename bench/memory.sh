#!/bin/bash
# Measures the server's memory where it must not grow with what clients do: many small files that wait for their upload, and one file much larger than the log.
#
#   bench/memory.sh [FILES [MEBIBYTES]]      default: 100000 files of 4 KiB, then one file of 6144 MiB through a log of 1 GiB
#
# Needs gcc, libnfs-dev and the SDK, and the solution built with -c Release, or E2E_DITTOFS_DLL, which names the server. Keeps its data in $TMPDIR (default /var/tmp).
set -eu
export LC_ALL=C.UTF-8 TMPDIR=${TMPDIR:-/var/tmp}
ROOT=$(dirname "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)")
DLL=${E2E_DITTOFS_DLL:-$ROOT/DittoFs.Web/bin/Release/net10.0/DittoFs.Web.dll}
WORK=$(mktemp -d "$TMPDIR/dittofs-memory.XXXXXX")
PID='' SAMPLER=''
finish() {
	[ -z "$SAMPLER" ] || kill "$SAMPLER" 2>/dev/null || true
	[ -z "$PID" ] || { kill "$PID" 2>/dev/null && wait "$PID"; } || true
	rm -rf "$WORK"
}
trap finish EXIT
export DITTOFS_ADMIN_INITIAL_PASSWORD='the benchmark password'
# shellcheck disable=SC2046
gcc -O2 -o "$WORK/nfsbench" "$ROOT/bench/nfsbench.c" $(pkg-config --cflags --libs libnfs)

resident() { awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$PID/status"; }

# measure NAME ENVIRONMENT… -- NFSBENCH-ARGUMENT…
measure() {
	local name=$1 settings=() data=$WORK/data port
	shift
	while [ "$1" != -- ]; do settings+=("$1"); shift; done
	shift
	env "${settings[@]}" dotnet "$DLL" start --quick-start --trust-root --data-directory "$data" --nfs-port 0 --http-port 0 >"$WORK/log" 2>&1 &
	PID=$!
	until [ -s "$data/run/server.json" ]; do kill -0 "$PID" || { cat "$WORK/log"; exit 1; }; sleep 0.1; done
	port=$(python3 -c 'import json, sys; print(next(e["port"] for e in json.load(open(sys.argv[1]))["endpoints"] if e["protocol"].lower() == "nfs"))' "$data/run/server.json")
	echo "$name: $(resident) MiB after the start"
	: >"$WORK/samples"
	while sleep 0.5; do resident >>"$WORK/samples" 2>/dev/null || exit; done &
	SAMPLER=$!
	"$WORK/nfsbench" "$@" "nfs://127.0.0.1/export?nfsport=$port&mountport=$port&version=3" "${WORKLOAD}"
	kill "$SAMPLER"; wait "$SAMPLER" 2>/dev/null || true; SAMPLER=''
	echo "$name: at most $(sort -n "$WORK/samples" | tail -1) MiB, median $(sort -n "$WORK/samples" | sed -n "$(($(wc -l <"$WORK/samples") / 2 + 1))p") MiB, $(resident) MiB at the end"
	kill "$PID"; wait "$PID" || true; PID=''
	rm -rf "$data"
}

WORKLOAD=smallfile measure "${1:-100000} small files" DITTOFS_Wal__UploadDelay=10m -- -n "${1:-100000}"
WORKLOAD=seqwrite measure "${2:-6144} MiB in a row" DITTOFS_Wal__Budget=1GiB -- -s "${2:-6144}"
