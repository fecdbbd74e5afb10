#!/bin/bash
# Measures the console: how long a first load and a change of page take on this machine, and what a browser that watches the overview costs the server each second.
#
#   bench/console.sh [BROWSERS [SECONDS]]      default: 5 60
#
# Needs chromium, and the solution built with -c Release (or DITTOFS_DLL of a published server). Prints one line for each number.
set -eu
export LC_ALL=C.UTF-8
ROOT=$(dirname "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)")
WORK=$(mktemp -d "${TMPDIR:-/var/tmp}/dittofs-console.XXXXXX")
DRIVER=$ROOT/e2e/bin/Release/net10.0/.playwright
SERVER=${DITTOFS_DLL:-$ROOT/DittoFs.Web/bin/Release/net10.0/DittoFs.Web.dll}
export DITTOFS_ADMIN_INITIAL_PASSWORD='the benchmark password'
PID=''
trap 'if [ -n "$PID" ]; then kill "$PID"; wait "$PID" || true; fi; rm -rf "$WORK"' EXIT

dotnet "$SERVER" start --quick-start --data-directory "$WORK/data" --nfs-port 0 --smb-port 0 --http-port 0 >"$WORK/log" 2>&1 &
PID=$!
until [ -s "$WORK/data/run/server.json" ]; do
	kill -0 "$PID" || { cat "$WORK/log"; exit 1; }
	sleep 0.1
done
port=$(python3 -c 'import json, sys; print(next(e["port"] for e in json.load(open(sys.argv[1]))["endpoints"] if e["protocol"] == "http"))' "$WORK/data/run/server.json")
NODE_PATH=$DRIVER "$DRIVER/node/linux-x64/node" "$ROOT/bench/console.cjs" "$DRIVER/package" "http://127.0.0.1:$port/" "$PID" "${1:-5}" "${2:-60}"
