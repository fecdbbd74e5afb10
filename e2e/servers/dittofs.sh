# The server under test: quick start on $WORK/data, root unsquashed so that copies keep their owners.
# E2E_DITTOFS_DLL names the DittoFs.Web.dll to run; without it, the Release build of this tree.

E2E_DITTOFS_DLL=${E2E_DITTOFS_DLL:-$ROOT/DittoFs.Web/bin/Release/net10.0/DittoFs.Web.dll}
# SERVER_OPTIONS are further options of the start.
HTTP_PORT=0 SMB_PORT=0
SERVER_OPTIONS=()

server_start() {
	[ -f "$E2E_DITTOFS_DLL" ] || die "no $E2E_DITTOFS_DLL (dotnet build -c Release DittoFs.Web)"
	# A killed server leaves this file behind: the next one's must not be taken for it.
	rm -f "$WORK/data/run/server.json"
	dotnet "$E2E_DITTOFS_DLL" start --quick-start --trust-root --data-directory "$WORK/data" \
		--nfs-port "$NFS_PORT" --smb-port "$SMB_PORT" --http-port "$HTTP_PORT" ${SERVER_OPTIONS[@]+"${SERVER_OPTIONS[@]}"} >>"$SERVER_LOG" 2>&1 </dev/null &
	SERVER_PID=$!
	wait_for 60 dittofs_ready || { tail -n 25 "$SERVER_LOG" >&2; die "the server did not become ready"; }
	MOUNT_PORT=$NFS_PORT
}

dittofs_ready() {
	server_alive || return 2
	[ -s "$WORK/data/run/server.json" ] || return 1
	NFS_PORT=$(dittofs_port nfs) HTTP_PORT=$(dittofs_port http) SMB_PORT=$(dittofs_port smb)
	[ -n "$NFS_PORT" ] && [ -n "$HTTP_PORT" ] || return 1
	curl -fsS -o /dev/null "http://127.0.0.1:$HTTP_PORT/health/ready" && port_open "$NFS_PORT"
}

dittofs_port() {
	python3 - "$WORK/data/run/server.json" "$1" <<-'PY'
	import json, sys
	endpoints = json.load(open(sys.argv[1]))["endpoints"]
	print(next((e["port"] for e in endpoints if e["protocol"].lower() == sys.argv[2]), ""))
	PY
}

server_alive() { kill -0 "$SERVER_PID" 2>/dev/null; }
server_stop() { end_pid TERM "$SERVER_PID"; SERVER_PID=''; }
server_kill() { end_pid KILL "$SERVER_PID"; SERVER_PID=''; }
server_cleanup() { :; }
server_version() { dotnet "$E2E_DITTOFS_DLL" version | head -n 1; }
