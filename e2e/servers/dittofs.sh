# The server under test: quick start on $WORK/data, root unsquashed so that copies keep their owners.
# E2E_DITTOFS_DLL names the DittoFs.Web.dll to run; without it, the Release build of this tree.

E2E_DITTOFS_DLL=${E2E_DITTOFS_DLL:-$ROOT/DittoFs.Web/bin/Release/net10.0/DittoFs.Web.dll}
# SERVER_OPTIONS are further options of the start.
HTTP_PORT=0 HTTP_SCHEME=http TOKEN='' DITTOFS_TOKEN='' DITTOFS_ROOT_OPEN=''
SERVER_OPTIONS=()
export DITTOFS_ADMIN_INITIAL_PASSWORD=$SMB_PASSWORD

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
	NFS_PORT=$(dittofs_port nfs) HTTP_PORT=$(dittofs_port http) SMB_PORT=$(dittofs_port smb) HTTP_SCHEME=$(dittofs_endpoint http scheme)
	[ -n "$NFS_PORT" ] && [ -n "$HTTP_PORT" ] || return 1
	curl -fsSk -o /dev/null "$HTTP_SCHEME://127.0.0.1:$HTTP_PORT/health/ready" && port_open "$NFS_PORT"
}

dittofs_port() { dittofs_endpoint "$1" port; }

# dittofs_endpoint PROTOCOL FIELD
dittofs_endpoint() {
	python3 - "$WORK/data/run/server.json" "$1" "$2" <<-'PY'
	import json, sys
	endpoints = json.load(open(sys.argv[1]))["endpoints"]
	print(next((e.get(sys.argv[3], "") for e in endpoints if e["protocol"].lower() == sys.argv[2]), ""))
	PY
}

# api METHOD PATH [JSON]: prints the answer; fails on any status of 400 and above. It asks as whom TOKEN is of, or as nobody
api() {
	curl -sS --fail-with-body -X "$1" "http://127.0.0.1:$HTTP_PORT/api/v1/$2" ${TOKEN:+-H "Authorization: Bearer $TOKEN"} \
		${3:+-H 'Content-Type: application/json' -d "$3"}
}

# field NAME: of the JSON object on standard input
field() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }

# sign_in: makes TOKEN the administrator's
sign_in() { TOKEN=$(api POST auth/login "{\"userName\": \"$SMB_USER\", \"password\": \"$SMB_PASSWORD\"}" | field accessToken); }

# dittofs_api METHOD PATH [JSON]: the same as the administrator, whoever TOKEN is of
dittofs_api() {
	[ -n "$DITTOFS_TOKEN" ] || DITTOFS_TOKEN=$(TOKEN=''; sign_in && echo "$TOKEN") || return
	TOKEN=$DITTOFS_TOKEN api "$@"
}

# share_runs SHARE
share_runs() { [ "$(api GET "shares/$1" | python3 -c 'import json, sys; print(json.load(sys.stdin)["status"]["state"])')" = running ]; }

# start_again SHARE: after the server has ended, until the share runs
start_again() {
	server_start
	sign_in
	check "the share runs again" wait_for 60 share_runs "$1"
}

# The quick-start share is everybody's whom the mode of its root lets in, which is its owner; here the permissions of the share decide.
dittofs_open_root() {
	[ -z "$DITTOFS_ROOT_OPEN" ] || return 0
	dittofs_api PATCH "shares/$SMB_SHARE" '{"defaultPermission": "none"}' || return
	PYTHONPATH=$E2E/Mounts/hostile python3 - "$NFS_PORT" "$EXPORT" <<-'PY' && DITTOFS_ROOT_OPEN=1
	import sys
	from rpc import Rpc, auth_sys, mount, opaque, u32
	port = int(sys.argv[1])
	status, root = mount(port, sys.argv[2].encode())
	assert status == 0, status
	with Rpc(port) as rpc:
	    status, _ = rpc.nfs(2, opaque(root) + u32(1, 0o777, 0, 0, 0, 0, 0, 0))
	assert status == 0, status
	PY
}

server_user() {
	dittofs_open_root && dittofs_api POST users "{\"userName\": \"$1\", \"password\": \"$2\", \"uid\": $3, \"gid\": $3, \"smbAllowed\": true}" || return
	[ "$4" = none ] || dittofs_api PUT "shares/$SMB_SHARE/permissions/users/$1" "{\"permission\": \"$4\"}"
}

server_disable_user() { dittofs_api POST "users/$1/disable"; }

server_share_encryption() { dittofs_api PATCH "shares/$SMB_SHARE" "{\"smbEncryption\": \"$1\"}"; }

# server_sealed_share NAME: one more share, for whose clients encryption is required
server_sealed_share() {
	dittofs_api POST shares "{\"name\": \"$1\", \"smbEncryption\": \"required\", \"defaultPermission\": \"read-write\", \"rootMode\": \"0777\"}"
}

server_alive() { kill -0 "$SERVER_PID" 2>/dev/null; }
server_stop() { end_pid TERM "$SERVER_PID"; SERVER_PID=''; }
server_kill() { end_pid KILL "$SERVER_PID"; SERVER_PID=''; }
server_cleanup() { :; }
server_version() { dotnet "$E2E_DITTOFS_DLL" version | head -n 1; }
