#!/bin/bash
# Measures how long a start takes with few and with many nodes in a share: the time from the program's start until it serves, and the memory that it has then.
#
#   bench/start.sh [NODES[xSHARES]…]      default: 1000 1000000; three starts each, in $TMPDIR (default /var/tmp)
#
# With SHARES there are that many; the first one has the nodes, the others are empty.
# The nodes are written by bench/DittoFs.Bench, past the protocols. Needs the SDK, and the solution built with -c Release.
set -eu
export LC_ALL=C.UTF-8 TMPDIR=${TMPDIR:-/var/tmp}
ROOT=$(dirname "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)")
WORK=$(mktemp -d "$TMPDIR/dittofs-start.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
export DITTOFS_ADMIN_INITIAL_PASSWORD='the benchmark password'
SERVER=${DITTOFS_DLL:-$ROOT/DittoFs.Web/bin/Release/net10.0/DittoFs.Web.dll}
PID=''

# serve DIRECTORY: starts and waits until run/server.json is there; prints the milliseconds that it took
serve() {
	local begin now
	begin=$(date +%s%N)
	rm -f "$1/run/server.json"
	dotnet "$SERVER" start --quick-start --data-directory "$1" --nfs-port 0 --smb-port 0 --http-port 0 >"$WORK/log" 2>&1 &
	PID=$!
	until [ -s "$1/run/server.json" ]; do
		kill -0 "$PID" || { cat "$WORK/log"; exit 1; }
		sleep 0.01
	done
	now=$(date +%s%N)
	MILLISECONDS=$(((now - begin) / 1000000))
}

stop() { kill "$PID"; wait "$PID" || true; }

# add_shares DIRECTORY COUNT: makes that many shares beside the quick start's
add_shares() {
	python3 - "$1/run/server.json" "$2" <<-'PY'
	import json, os, sys, urllib.request
	port = next(e["port"] for e in json.load(open(sys.argv[1]))["endpoints"] if e["protocol"].lower() == "http")
	headers = {"Content-Type": "application/json"}
	def post(path, body):
	    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/{path}", json.dumps(body).encode(), headers)
	    return json.load(urllib.request.urlopen(request))
	headers["Authorization"] = "Bearer " + post("auth/login", {"userName": "admin", "password": os.environ["DITTOFS_ADMIN_INITIAL_PASSWORD"]})["accessToken"]
	for number in range(int(sys.argv[2])):
	    post("shares", {"name": f"share{number}"})
	PY
}

for nodes in "${@:-1000 1000000}"; do
	for size in $nodes; do
		count=${size%x*} shares=1
		[[ $size != *x* ]] || shares=${size#*x}
		data=$WORK/$size
		serve "$data"
		add_shares "$data" $((shares - 1))
		stop
		share=$(basename "$(ls -dt "$data"/blocks/*-* | tail -n 1)")
		dotnet "$ROOT/bench/DittoFs.Bench/bin/Release/net10.0/DittoFs.Bench.dll" fill "$data" "$share" "$count"
		for round in 1 2 3; do
			serve "$data"
			echo "$count nodes, $shares shares, start $round: $MILLISECONDS ms, $(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$PID/status") MiB resident, metadata on disk $(du -sm "$data/metadata" | cut -f1) MiB"
			stop
		done
	done
done
