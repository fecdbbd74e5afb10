#!/bin/bash
# A quick start without privileges: port 445 can't be bound, so SMB listens on 1445 and says so, in the log, in what the start prints and
# in the console's data; with the privilege it is 445, and where 1445 is taken too the start says why SMB does not run.
# In a network namespace of its own, as the user nobody.
#
#   smb-port.sh [ci|full]
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need smbclient curl python3 unshare setpriv ip

if [ "$E2E_SERVER" != dittofs ]; then echo "# this is about the start of our own server"; check "nothing to try with a peer" true; finish; exit; fi
if [ -z "${SMB_PORT_NAMESPACE:-}" ]; then
	[ "$(id -u)" = 0 ] || die "it makes a network namespace, which takes root"
	SMB_PORT_NAMESPACE=1 exec unshare --net -- "$BASH" "$0" "$SIZE"
fi

# start PRIVILEGE OPTION…: runs the server as nobody ('none'), or as nobody who may bind low ports ('ports')
start() {
	local capabilities='-all'; [ "$1" = none ] || capabilities='-all,+net_bind_service'
	shift
	rm -f "$WORK/data/run/server.json"; : >"$SERVER_LOG"
	DOTNET_CLI_HOME=$WORK/data setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps "$capabilities" --ambient-caps "$capabilities" \
		dotnet "$E2E_DITTOFS_DLL" start --quick-start --data-directory "$WORK/data" --nfs-port 0 --http-port 0 "$@" >>"$SERVER_LOG" 2>&1 </dev/null &
	SERVER_PID=$!
	wait_for 60 is_ready || { tail -n 25 "$SERVER_LOG" >&2; die "the server did not become ready"; }
}

is_ready() { server_alive || return 2; [ -s "$WORK/data/run/server.json" ] && HTTP_PORT=$(dittofs_port http) && curl -fsS -o /dev/null "http://127.0.0.1:$HTTP_PORT/health/live"; }
says() { grep -qE -- "$1" "$SERVER_LOG"; }
keeps_silent() { ! says "$1"; }
lists() { smbclient "//127.0.0.1/$SMB_SHARE" -p "$1" -U "$SMB_USER%$SMB_PASSWORD" -c ls </dev/null; }
adapter_tells() { DITTOFS_TOKEN='' dittofs_api GET adapters/smb | grep -F "$1"; }

# Holds a port in this namespace.
hold() {
	python3 -c 'import socket, sys, time
s = socket.socket(); s.bind(("127.0.0.1", int(sys.argv[1]))); s.listen(); print("held", flush=True); time.sleep(600)' "$1" >"$WORK/held" &
	HOLDER=$!
	BACKGROUND+=("$HOLDER")
	wait_for 10 test -s "$WORK/held"
}

[ -f "$E2E_DITTOFS_DLL" ] || die "no $E2E_DITTOFS_DLL (dotnet build -c Release DittoFs.Web)"
ip link set lo up
echo 1024 >/proc/sys/net/ipv4/ip_unprivileged_port_start
chmod 711 "$WORK"
# A build that is not published looks for the console's assets among the packages of whoever built it.
cp -r "$(dirname "$E2E_DITTOFS_DLL")" "$WORK/server" && rm -f "$WORK/server/"*.staticwebassets.runtime.json && chmod -R a+rX "$WORK/server"
E2E_DITTOFS_DLL=$WORK/server/DittoFs.Web.dll
mkdir "$WORK/data" && chown 65534:65534 "$WORK/data"

start none
equal "without the privilege SMB listens on 1445" 1445 "$(dittofs_port smb)"
check "the log says that 445 needs a privilege and what is tried instead" says 'TCP port 445 needs a privilege to be bound; SMB tries 1445 instead'
check "the log says where it listens" says 'smb listens on 127\.0\.0\.1:1445'
check "the lines to mount by name the port" says 'mount -t cifs -o port=1445,'
check "the line to look by names the port" says 'smbclient -p 1445 '
check "the adapter tells its address" adapter_tells 127.0.0.1:1445
check "smbclient is served there" lists 1445
server_stop

start ports
equal "with the privilege it is 445" 445 "$(dittofs_port smb)"
check "and the log says nothing of another port" keeps_silent 'needs a privilege'
check "smbclient is served there too" lists 445
server_stop

hold 1445
start none
equal "where 1445 is taken too, SMB does not run" "" "$(dittofs_port smb)"
check "and the log says why" says 'TCP port 1445.* is in use by another program'
check "NFS runs all the same" port_open "$(dittofs_port nfs)"
end_pid TERM "$HOLDER"
server_stop

start none --smb-port 4450
equal "a port that anybody may bind is bound as it is" 4450 "$(dittofs_port smb)"
server_stop
finish
