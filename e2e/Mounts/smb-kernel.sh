#!/bin/bash
# The Linux kernel's SMB client (cifs), in a VM, against the server: each dialect signed and encrypted, a share that requires encryption, then the trials of
# nfs3-kernel.sh as far as SMB has words for them, byte-range locks between two connections, symbolic links, and a server
# that is killed under a live mount, and sign-ins that expire. The guest's side is in guest/.
#
#   smb-kernel.sh [ci|full]   E2E_ROUNDS="3.1.1,seal" E2E_PARTS="tree posix" run only those ('-' for none)
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/kernel-trials.sh"
need qemu-system-x86_64 git python3 curl

ROUNDS=${E2E_ROUNDS:-2.1,sign 3.0,sign 3.0,seal 3.1.1,sign 3.1.1,seal}
PARTS=${E2E_PARTS:-tree git data posix smb locks crowd restart}

prepare_trials smb
server_start
smb_mount_line >"$SHARE/mount-line"
# A second share, which requires encryption.
if declare -F server_sealed_share >/dev/null; then server_sealed_share sealed >/dev/null && echo sealed >"$SHARE/sealed"; fi
printf 'username=%s\npassword=%s\n' "$SMB_USER" "$SMB_PASSWORD" >"$SHARE/credentials"
run_trials "$(by_size 1500 3600)" "SIZE=$SIZE ROUNDS='$ROUNDS' PARTS='$PARTS' bash /host/smb-main.sh"

# Sign-ins that expire under a live mount.
if [ "$E2E_SERVER" = dittofs ] && [[ ${E2E_PARTS:-expiry} == *expiry* ]]; then
	server_stop
	export DITTOFS_Smb__SessionLifetime=3s
	server_start
	smb_mount_line >"$SHARE/mount-line"
	rm "$SHARE/done"
	run_trials 300 "LIFETIME=3 bash /host/smb-expiry.sh"
fi
finish
