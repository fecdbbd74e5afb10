#!/bin/bash
# The Linux kernel's NFSv3 client, in a VM, against the server: real trees, real tools, POSIX rules,
# and a server that is killed under a live mount. The guest's side is in guest/, one file per subject.
#
#   nfs3-kernel.sh [ci|full]        E2E_PARTS="tree posix" runs only those (default: all)
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/kernel-trials.sh"
need qemu-system-x86_64 git python3 curl

PARTS=${E2E_PARTS:-tree git data posix crowd restart acknowledged}

prepare_trials
server_start
mount_line >"$SHARE/mount-line"
run_trials "$(by_size 1500 3600)" "SIZE=$SIZE PARTS='$PARTS' bash /host/main.sh"
finish
