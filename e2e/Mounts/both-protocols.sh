#!/bin/bash
# One share over NFS and SMB at once: what one writes, renames and removes the other sees; the same account may do the same;
# what SMB holds open and does not share is not removed by NFS; byte-range locks of one exclude the other.
# The kernel's two clients in one VM (guest/both-main.sh), and impacket with plain RPC on the host (smb/both-opens.py).
#
#   both-protocols.sh [ci|full]     E2E_PARTS="files accounts locks opens" runs only those
#
# It runs in network and mount namespaces of its own: locks over NFSv3 need the portmapper's port, and a server that can call its client.
if [ -z "${E2E_IN_NAMESPACE:-}" ]; then
	[ "$(id -u)" = 0 ] || { echo "$0 makes namespaces and tap devices: run it as root" >&2; exit 2; }
	"$(dirname "${BASH_SOURCE[0]}")/../kernel-client/kclient" --prepare >&2 || exit 2
	E2E_IN_NAMESPACE=1 exec unshare -nm bash "$0" "$@"
fi
mount -t tmpfs tmpfs /run && ip link set lo up || exit 2
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/kernel-trials.sh"
need qemu-system-x86_64 python3 curl ip
/usr/bin/python3 -c 'import impacket' 2>/dev/null || die "python3-impacket is not installed (e2e/README.md names the packages)"

PARTS=${E2E_PARTS:-files accounts locks opens}
NFS_PORT=2049 SMB_PORT=445 GUEST_NET=tap
SERVER_OPTIONS=(--listen 0.0.0.0 --clients 10.0.0.0/8)
USER1_PASSWORD='first user password' USER2_PASSWORD='second user password'

opens() {
	SMB_USER=$SMB_USER SMB_PASSWORD=$SMB_PASSWORD PYTHONPATH=$E2E/Mounts:$E2E/Mounts/hostile /usr/bin/python3 "$E2E/Mounts/smb/both-opens.py" \
		"$NFS_PORT" "$MOUNT_PORT" "$EXPORT" "$SMB_PORT" "$SMB_SHARE" 2>&1 | tee "$WORK/opens.log"
	equal "the script of opens ran to its end" 0 "${PIPESTATUS[0]}"
	tally "$WORK/opens.log"
}

mkdir -p "$SHARE"
cp "$E2E/assert.sh" "$E2E/Mounts/checks.py" "$E2E"/Mounts/guest/* "$SHARE/"
server_start
check "an account that may write" server_user user1 "$USER1_PASSWORD" 1001 read-write
check "an account that may read" server_user user2 "$USER2_PASSWORD" 1002 read
printf 'username=%s\npassword=%s\n' "$SMB_USER" "$SMB_PASSWORD" >"$SHARE/credentials"
printf 'username=user1\npassword=%s\n' "$USER1_PASSWORD" >"$SHARE/credentials1"
printf 'username=user2\npassword=%s\n' "$USER2_PASSWORD" >"$SHARE/credentials2"
mount_line >"$SHARE/nfs-line"
smb_mount_line >"$SHARE/smb-line"
[ "$PARTS" = opens ] || run_trials 600 "SIZE=$SIZE PARTS='$PARTS' bash /host/both-main.sh"
[[ " $PARTS " != *" opens "* ]] || opens
check "the server is still there" server_alive
finish
