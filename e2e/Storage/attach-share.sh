#!/bin/bash
# A server is lost with everything on it: log, RocksDB, cache, control plane. Another with an empty data directory attaches its shares from what is somewhere else: one whose
# names are in PostgreSQL (durability remote), and one from the dump of its names in S3. Everything is compared, through a mount that the kernel's client made before.
#
#   attach-share.sh [ci|full]
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/trees.sh"
. "$E2E/Storage/s3.sh"
. "$E2E/Storage/postgres.sh"
need qemu-system-x86_64 gcc pkg-config curl python3 git

export DITTOFS_Dumps__OwnerInterval=1s
LOG=$WORK/acknowledged

make_stores() {
	check "a block store is made" api POST stores "{\"name\": \"cloud\", \"use\": \"block\", \"kind\": \"s3\", \"options\": $(s3_options "e2e-$$/")}"
	check "a metadata store is made" api POST stores "{\"name\": \"names\", \"use\": \"metadata\", \"kind\": \"postgres\", \"options\": {\"connectionString\": \"$PG_CONNECTION\"}}"
}

NEAR='{"name": "near", "blockStore": "cloud", "squash": "root_to_admin", "rootMode": "0777"}'
FAR='{"name": "far", "metadataStore": "names", "blockStore": "cloud", "durability": "remote", "squash": "root_to_admin", "rootMode": "0777"}'

attach() { api POST shares/attach "{\"id\": \"$1\", \"share\": $2}"; }

compile "$E2E/Mounts/ackload.c" "$WORK/ackload" || die "ackload.c does not compile"
s3_start
pg_init
plant_tree 10000000
cp "$TREE/large" "$SHARE/"
pack_tree
server_start
sign_in
make_stores
check "a share on the embedded store is made" api POST shares "$NEAR"
check "a share on PostgreSQL is made" api POST shares "$FAR"
check "one runs" wait_for 30 share_runs near
check "and the other" wait_for 30 share_runs far
NEAR_ID=$(api GET shares/near | field id) FAR_ID=$(api GET shares/far | field id)
equal "a share that is here already is refused" share_exists "$(attach "$NEAR_ID" "$NEAR" 2>/dev/null | field code)"

EXPORT=/near mount_line >"$SHARE/mount-line"
(guest "$SHARE" "$(by_size 600 1200)" "bash /host/attach.sh" >"$WORK/guest.log" 2>&1; echo $? >"$WORK/guest.status") &
GUEST=$!
BACKGROUND+=("$GUEST")
check "the kernel's client has copied a tree" wait_for 300 test -e "$SHARE/copied"
check "the names are dumped" api POST shares/near/dump
EXPORT=/far
"$WORK/ackload" write "$(nfs_url)" "$LOG" 4 600 >"$WORK/load.out" 2>&1 &
LOAD=$!
BACKGROUND+=("$LOAD")
sleep 5
check "clients write to the share on PostgreSQL" kill -0 "$LOAD"
server_kill
wait "$LOAD"
equal "no call failed before the server was lost" "0:" "$?:$(cat "$WORK/load.out")"
check "all that was on it is deleted" rm -r "$WORK/data"

server_start
sign_in
make_stores
check "the share in PostgreSQL is attached" wait_for 60 attach "$FAR_ID" "$FAR"
check "and runs" wait_for 30 share_runs far
check "the share in S3 alone is attached, and found without its id" wait_for 60 api POST shares/attach "{\"share\": $NEAR}"
check "and runs" wait_for 30 share_runs near
equal "it is the same share" "$NEAR_ID" "$(api GET shares/near | field id)"
touch "$SHARE/attached"
check "everything acknowledged is on the share on PostgreSQL" "$WORK/ackload" verify "$(nfs_url)" "$LOG"
"$WORK/ackload" verify "$(nfs_url)" "$LOG" | tail -n 1 | sed 's/^/# /'
wait "$GUEST"
cat "$WORK/guest.log"
equal "the old mount went on to its end without a failure" 0 "$(cat "$WORK/guest.status")"
tally "$WORK/guest.log"
check "the attached share dumps again" api POST shares/near/dump
check "the server is still there" server_alive
finish
