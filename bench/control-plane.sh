#!/bin/bash
# Measures how long a start takes with many accounts, groups and shares: from the program's start until it serves, first with none, then with all of them.
#
#   bench/control-plane.sh [USERS GROUPS SHARES]      default: 1000 200 200; five starts each, in $TMPDIR (default /var/tmp)
#
# They are made over REST, users with a password that SMB can check, each in a group, and each share with a permission of a user and of a group.
# Needs the SDK, and the solution built with -c Release. DITTOFS_ControlPlane__Provider and DITTOFS_ControlPlane__ConnectionString choose another database.
set -eu
export LC_ALL=C.UTF-8 TMPDIR=${TMPDIR:-/var/tmp}
ROOT=$(dirname "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)")
WORK=$(mktemp -d "$TMPDIR/dittofs-control.XXXXXX")
PID=''
trap '[ -z "$PID" ] || kill "$PID"; rm -rf "$WORK"' EXIT
export DITTOFS_ADMIN_INITIAL_PASSWORD='the benchmark password'
SERVER=${DITTOFS_DLL:-$ROOT/DittoFs.Web/bin/Release/net10.0/DittoFs.Web.dll}
USERS=${1:-1000} GROUPS_=${2:-200} SHARES=${3:-200}

# serve: starts and waits until the server says that it is ready; sets MILLISECONDS
serve() {
	local begin
	rm -f "$WORK/data/run/server.json"
	begin=$(date +%s%N)
	dotnet "$SERVER" start --quick-start --data-directory "$WORK/data" --nfs-port 0 --smb-port 0 --http-port 0 >"$WORK/log" 2>&1 </dev/null &
	PID=$!
	until [ -s "$WORK/data/run/server.json" ]; do
		kill -0 "$PID" || { cat "$WORK/log"; exit 1; }
		sleep 0.01
	done
	MILLISECONDS=$((($(date +%s%N) - begin) / 1000000))
}

stop() { kill "$PID"; wait "$PID" || true; PID=''; }

# measure WHAT: five starts
measure() {
	local round
	for round in 1 2 3 4 5; do
		serve
		echo "$1, start $round: $MILLISECONDS ms, $(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$PID/status") MiB resident"
		stop
	done
}

fill() {
	python3 - "$WORK/data/run/server.json" "$USERS" "$GROUPS_" "$SHARES" <<-'PY'
	import json, os, sys, urllib.request
	from concurrent.futures import ThreadPoolExecutor
	port = next(e["port"] for e in json.load(open(sys.argv[1]))["endpoints"] if e["protocol"].lower() == "http")
	users, groups, shares = map(int, sys.argv[2:])
	token = None
	def call(method, path, body=None):
	    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
	    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/{path}", body and json.dumps(body).encode(), headers, method=method)
	    answer = urllib.request.urlopen(request).read()
	    return json.loads(answer) if answer else None
	def sign_in():
	    global token
	    token = None
	    token = call("POST", "auth/login", {"userName": "admin", "password": os.environ["DITTOFS_ADMIN_INITIAL_PASSWORD"]})["accessToken"]
	def each(count, action):
	    for start in range(0, count, 100):
	        sign_in()
	        with ThreadPoolExecutor(4) as pool:
	            list(pool.map(action, range(start, min(count, start + 100))))
	def user(n):
	    call("POST", "users", {"userName": f"user{n}", "password": "a password of many", "uid": 20000 + n, "smbAllowed": True})
	    call("PUT", f"groups/group{n % groups}/members/user{n}")
	def share(n):
	    call("POST", "shares", {"name": f"share{n}"})
	    call("PUT", f"shares/share{n}/permissions/users/user{n % users}", {"permission": "read-write"})
	    call("PUT", f"shares/share{n}/permissions/groups/group{n % groups}", {"permission": "read"})
	each(groups, lambda n: call("POST", "groups", {"name": f"group{n}", "gid": 50000 + n}))
	each(users, user)
	each(shares, share)
	PY
}

serve
stop
measure "1 user, no group, 1 share"
serve
fill
stop
measure "$USERS users, $GROUPS_ groups, $SHARES shares"
