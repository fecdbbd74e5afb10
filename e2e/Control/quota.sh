#!/bin/bash
# Quotas that are set over REST, as the kernel's NFS client in the VM sees them: dd gets EDQUOT, df shows what is left; a kill -9 and a recount
# later the counters are exact.
#
#   quota.sh [ci|full]
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need qemu-system-x86_64 curl python3

SHARE=$WORK/share

guest_is_at() { kill -0 "$GUEST" 2>/dev/null || return 2; [ -e "$SHARE/at-$1" ]; }

# usage UID: bytes that he holds
usage() { api GET shares/projects/usage | python3 -c 'import json, sys; print(sum(o["bytes"] for o in json.load(sys.stdin)["owners"] if o["uid"] == int(sys.argv[1])))' "$1"; }

server_start
sign_in
check "a share with quotas is made" api POST shares '{"name": "projects", "rootMode": "0777", "squash": "none", "defaultPermission": "read-write",
	"clientRules": [{"network": "127.0.0.0/8"}], "quotaBytes": 67108864, "ownerQuotaBytes": 8388608, "ownerQuotaNodes": 3}'

mkdir -p "$SHARE"
cp "$E2E/assert.sh" "$E2E/Control/guest/quota.sh" "$SHARE/"
EXPORT=/projects mount_line >"$SHARE/mount-line"
guest "$SHARE" 300 'bash /host/quota.sh' > >(tee "$WORK/guest.log") &
GUEST=$!
BACKGROUND+=("$GUEST")
wait_for 200 guest_is_at raise
check "one owner gets more" api PUT shares/projects/owner-quotas/1001 '{"quotaBytes": 20971520, "quotaNodes": 0}'
touch "$SHARE/go-raise"
wait "$GUEST"; equal "the guest's script ran to its end without a failure" 0 $?
tally "$WORK/guest.log"

equal "REST tells what the first owner holds" 20971520 "$(usage 1001)"
equal "and the one who was given a file" 7340032 "$(usage 1003)"
server_kill
server_start
sign_in
equal "after a kill it is the same" "20971520 7340032" "$(usage 1001) $(usage 1003)"
equal "a recount finds nothing wrong" 0 "$(api POST shares/projects/usage/recount | field wrongOwners)"
check "the server is still there" server_alive
finish
