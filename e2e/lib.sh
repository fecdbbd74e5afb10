# What every end-to-end script needs on the host: sourced, never run.
#
# A script runs from anywhere, takes the size `ci` (default) or `full` as its first argument, and
# tests the server that E2E_SERVER names: `dittofs` (default) or a peer, `ganesha` or `samba`. A server is a
# file in servers/ with these functions and variables:
#
#   server_start    starts it on $WORK and returns when it answers; the first start picks free ports,
#                   later ones keep them, so that mounts outlive a restart
#   server_stop     asks it to end and waits for that
#   server_kill     kill -9, and waits till it is gone
#   server_alive    is the process there?
#   SERVER_PID SERVER_LOG NFS_PORT MOUNT_PORT EXPORT MOUNT_OPTIONS
#
# and, if it speaks SMB:
#
#   server_user NAME PASSWORD UID none|read|read-write
#                   makes an account that may use SMB, with that permission on the share
#   server_disable_user NAME
#   server_share_encryption off|offered|required
#                   what the share wants of its clients; a peer may do without this function
#   server_sealed_share NAME
#                   makes a share that requires encryption; a peer may do without this function too
#   SMB_PORT SMB_SHARE SMB_USER SMB_PASSWORD   the share's administrator
#
# $WORK is a temporary folder that is removed at the end, together with whatever still runs.
# If something failed, the end of the server's log is printed first.

set -u
export LC_ALL=C.UTF-8
E2E=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
ROOT=$(dirname "$E2E")
SIZE=${1:-ci}
case $SIZE in ci | full) ;; *) echo "usage: $0 [ci|full]" >&2; exit 2 ;; esac
E2E_SERVER=${E2E_SERVER:-dittofs}

. "$E2E/assert.sh"
WORK=$(mktemp -d "${TMPDIR:-/tmp}/dittofs-e2e.XXXXXX")
BACKGROUND=()          # pids of this script's own background jobs
SERVER_PID='' SERVER_LOG=$WORK/server.log
NFS_PORT=0 MOUNT_PORT=0 EXPORT=/export MOUNT_OPTIONS=''
SMB_PORT=0 SMB_SHARE=export SMB_USER=admin SMB_PASSWORD='the end-to-end password'

. "$E2E/servers/$E2E_SERVER.sh"

cleanup() {
	local pid
	trap - EXIT INT TERM HUP
	for pid in ${BACKGROUND[@]+"${BACKGROUND[@]}"}; do kill "$pid" 2>/dev/null; done
	[ -z "$SERVER_PID" ] || server_kill
	server_cleanup
	if [ "$FAILED" != 0 ] && [ -s "$SERVER_LOG" ]; then
		{ echo "--- the server's log ends with"; tail -n 25 "$SERVER_LOG"; } >&2
	fi
	[ -n "${E2E_KEEP:-}" ] && echo "kept $WORK" >&2 || rm -rf "$WORK"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

die() { echo "$(basename "$0"): $*" >&2; exit 2; }

need() {
	local tool
	for tool in "$@"; do command -v "$tool" >/dev/null || die "$tool is not installed (e2e/README.md names the packages)"; done
}

# by_size CI FULL: the value for this run's size
by_size() { [ "$SIZE" = ci ] && echo "$1" || echo "$2"; }

free_port() {
	python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# wait_for SECONDS COMMAND…: until it succeeds; gives up at once if it answers 2, "this will never be"
wait_for() {
	local end=$((SECONDS + $1)) rc; shift
	while :; do
		"$@" >/dev/null 2>&1; rc=$?
		[ $rc != 0 ] || return 0
		[ $rc != 2 ] && [ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.1
	done
}

port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# end_pid SIGNAL PID: signals a child and reaps it
end_pid() {
	kill "-$1" "$2" 2>/dev/null
	wait "$2" 2>/dev/null
	return 0
}

# The URL that libnfs takes.
nfs_url() { echo "nfs://127.0.0.1$EXPORT${1:-}?version=3&nfsport=$NFS_PORT&mountport=$MOUNT_PORT"; }

# The mount command for the guest, of /mnt.
mount_line() {
	echo "mount -t nfs -o vers=3,tcp,port=$NFS_PORT,mountport=$MOUNT_PORT,nolock$MOUNT_OPTIONS 10.0.2.2:$EXPORT /mnt"
}

# The same for SMB; $CIFS of the guest adds options. uid and modes are the mount's, since SMB carries none.
smb_mount_line() {
	echo "mount -t cifs -o port=$SMB_PORT,credentials=/host/credentials,hard,mfsymlinks,noperm,uid=0,gid=0,file_mode=0755,dir_mode=0755,\$CIFS //10.0.2.2/$SMB_SHARE /mnt"
}

# guest SHARE SECONDS COMMAND: runs it in the VM, by the network GUEST_NET of kclient's. A VM that failed (125) is started once more,
# because an emulated machine sometimes does not come up; the command's own failures are never retried.
guest() {
	local rc
	"$E2E/kernel-client/kclient" --net "${GUEST_NET:-user}" --share "$1" --timeout "$2" -- "$3"; rc=$?
	if [ $rc = 125 ]; then
		"$E2E/kernel-client/kclient" --net "${GUEST_NET:-user}" --share "$1" --timeout "$2" -- "$3"; rc=$?
	fi
	return $rc
}

# compile SOURCE TARGET: a C program against libnfs
compile() {
	# shellcheck disable=SC2046
	gcc -O2 -Wall -Wextra -Werror -o "$2" "$1" $(pkg-config --cflags --libs libnfs)
}
