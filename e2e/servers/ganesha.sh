# A peer: NFS-Ganesha with its VFS back end over $WORK/files (Debian: nfs-ganesha nfs-ganesha-vfs rpcbind).
# Defaults, but for what serving NFSv3 alone on two ports of 127.0.0.1 takes. Ganesha insists on telling a
# port mapper, so it gets one of its own: the mount namespace gives both a private /run, the network
# namespace keeps the mapper's port 111 off this machine. Needs root.
#
# noacl: Ganesha offers the NFSACL program but answers EIO on a VFS export without ACLs.

EXPORT_ROOT=$WORK/files
MOUNT_OPTIONS=,noacl
RPCBIND_PID=''

server_start() {
	mkdir -p "$EXPORT_ROOT"
	[ "$NFS_PORT" != 0 ] || { NFS_PORT=$(free_port) MOUNT_PORT=$(free_port); }
	ganesha_config >"$WORK/ganesha.conf"
	WORK=$WORK unshare --mount --propagation private bash -c '
		mount -t tmpfs -o mode=755 tmpfs /run && mkdir -p /run/ganesha /run/rpcbind || exit 1
		unshare --net rpcbind -f -w & echo $! >"$WORK/rpcbind.pid"
		until [ -S /run/rpcbind.sock ]; do kill -0 $! || exit 1; sleep 0.05; done
		exec ganesha.nfsd -F -f "$WORK/ganesha.conf" -L "$WORK/server.log" -p "$WORK/ganesha.pid" -N NIV_EVENT
	' >>"$WORK/ganesha.out" 2>&1 </dev/null &
	SERVER_PID=$!
	wait_for 30 ganesha_ready || { tail -n 25 "$SERVER_LOG" "$WORK/ganesha.out" >&2; die "ganesha did not come up"; }
}

ganesha_ready() {
	server_alive || return 2
	port_open "$NFS_PORT" && port_open "$MOUNT_PORT"
}

ganesha_config() {
	cat <<-CONF
	NFS_Core_Param {
		Protocols = 3; NFS_Port = $NFS_PORT; MNT_Port = $MOUNT_PORT; Bind_addr = 127.0.0.1;
		Enable_NLM = false; Enable_RQUOTA = false; Enable_UDP = false; mount_path_pseudo = true;
	}
	EXPORT {
		Export_Id = 1; Path = $EXPORT_ROOT; Pseudo = $EXPORT; Protocols = 3; Transports = TCP;
		Access_Type = RW; Squash = No_Root_Squash; SecType = sys;
		MaxRead = 1048576; MaxWrite = 1048576; PrefRead = 1048576; PrefWrite = 1048576;
		FSAL { Name = VFS; }
	}
	CONF
}

server_alive() { kill -0 "$SERVER_PID" 2>/dev/null; }
server_stop() { end_pid TERM "$SERVER_PID"; SERVER_PID=''; server_cleanup; }
server_kill() { end_pid KILL "$SERVER_PID"; SERVER_PID=''; server_cleanup; }
server_cleanup() {
	[ ! -s "$WORK/rpcbind.pid" ] || kill "$(cat "$WORK/rpcbind.pid")" 2>/dev/null
	rm -f "$WORK/rpcbind.pid"
}
server_version() { ganesha.nfsd -v 2>&1 | head -n 1; }
