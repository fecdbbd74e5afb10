# The server under test in a machine of its own, whose power can be cut: a VM of kernel-client with a disk that has no cache. What the server's kernel had
# not written by then is gone. Root is unsquashed, and the forwarded ports let in whoever is on this machine.
#
# MACHINE_SERVER is the folder of the server that it runs: the one of E2E_DITTOFS_DLL, unless a script says otherwise.

. "$E2E/servers/dittofs.sh"
MACHINE=$WORK/machine MACHINE_DISK=$WORK/disk.img MACHINE_PID=$WORK/qemu.pid
MACHINE_SERVER=${MACHINE_SERVER:-$(dirname "$E2E_DITTOFS_DLL")}
MACHINE_START_MAX=900  # an emulated processor is slow, and slower beside others

# The libraries and the runtime that the guest has not.
machine_prepare() {
	local dotnet library
	dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
	mkdir -p "$MACHINE/lib" "$MACHINE/dotnet/shared"
	cp -r "$dotnet/dotnet" "$dotnet/host" "$MACHINE/dotnet/" || return
	for library in Microsoft.NETCore.App Microsoft.AspNetCore.App; do cp -r "$dotnet/shared/$library" "$MACHINE/dotnet/shared/" || return; done
	for library in libstdc++.so.6 libgcc_s.so.1; do cp -L "$(gcc -print-file-name=$library)" "$MACHINE/lib/" || return; done
	cp "$E2E/servers/machine-guest.sh" "$MACHINE/guest.sh"
}

# A disk with an empty file system.
machine_new_disk() { rm -f "$MACHINE_DISK"; truncate -s 4G "$MACHINE_DISK" && mke2fs -q -t ext4 -E lazy_itable_init=1 "$MACHINE_DISK"; }

# machine_install FOLDER: the server that the next start runs
machine_install() { rm -rf "$MACHINE/server"; cp -r "$1" "$MACHINE/server"; }

server_start() {
	[ -d "$MACHINE/dotnet" ] || machine_prepare || die "the machine can't be prepared"
	[ -d "$MACHINE/server" ] || machine_install "$MACHINE_SERVER" || die "no server in $MACHINE_SERVER"
	[ -f "$MACHINE_DISK" ] || machine_new_disk || die "no disk"
	if [ "$NFS_PORT" = 0 ]; then NFS_PORT=$(free_port) SMB_PORT=$(free_port) HTTP_PORT=$(free_port); MOUNT_PORT=$NFS_PORT; fi
	rm -f "$MACHINE/ready" "$MACHINE/stop" "$MACHINE_PID"
	printf '%s' "$SMB_PASSWORD" >"$MACHINE/password"
	"$E2E/kernel-client/kclient" --mem 1536 --timeout 7200 --share "$MACHINE" --disk "$MACHINE_DISK" --pidfile "$MACHINE_PID" \
		--forward "$NFS_PORT:2049,$SMB_PORT:445,$HTTP_PORT:8080" -- 'bash /host/guest.sh' >>"$SERVER_LOG" 2>&1 </dev/null &
	SERVER_PID=$!
	wait_for "$MACHINE_START_MAX" machine_ready || { tail -n 25 "$SERVER_LOG" >&2; die "the machine did not come up"; }
}

machine_ready() { server_alive || return 2; [ -e "$MACHINE/ready" ]; }

# The power is cut.
server_kill() {
	[ ! -s "$MACHINE_PID" ] || kill -KILL "$(cat "$MACHINE_PID")" 2>/dev/null
	wait "$SERVER_PID" 2>/dev/null
	SERVER_PID='' DITTOFS_TOKEN=''
}

server_stop() {
	touch "$MACHINE/stop"
	wait "$SERVER_PID" 2>/dev/null
	SERVER_PID='' DITTOFS_TOKEN=''
}

server_cleanup() { [ ! -s "$MACHINE_PID" ] || kill -KILL "$(cat "$MACHINE_PID")" 2>/dev/null; }
