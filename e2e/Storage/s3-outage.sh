#!/bin/bash
# The S3 service goes away under load and comes back: clients write on, read what they wrote and what is cached, uploads resume within seconds, and in the end every
# acknowledged byte is read back, also through a server that has lost its log and its cache. Then the same with a service that accepts and never answers, and a
# start while the service is away.
#
#   s3-outage.sh [ci|full]       away for 15 s each, or for five minutes
unset E2E_S3_ENDPOINT
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/Storage/s3.sh"
need curl python3 gcc pkg-config nfs-cp nfs-cat

export DITTOFS_Wal__Budget=1GiB DITTOFS_Wal__UploadAgeMax=3s
AWAY=$(by_size 15 300)
LANES=4
LOG=$WORK/acked
EXPORT=/far

make_share() {
	check "a store is made" api POST stores "{\"name\": \"cloud\", \"use\": \"block\", \"kind\": \"s3\", \"options\": $(s3_options outage/)}"
	check "a share is made on it" api POST shares '{"name": "far", "blockStore": "cloud", "squash": "root_to_admin", "rootMode": "0777"}'
}

gateway() { "$E2E/s3-server/radosgw.sh" gateway "$S3_DIRECTORY" "$1"; }

# The health of the share's blocks is what was said: Healthy or Unhealthy.
store_is() { curl -sS "http://127.0.0.1:$HTTP_PORT/health/stores" | python3 -c '
import json, sys
stores = [s for s in json.load(sys.stdin)["stores"] if s["name"] == "blocks/far"]
sys.exit(0 if stores and stores[0]["healthy"] == (sys.argv[1] == "there") else 1)' "$1"; }

metric() { curl -sS "http://127.0.0.1:$HTTP_PORT/metrics" | sed -n "s/^$1\(_total\)\?\({[^}]*}\)\? \([0-9.eE+]*\)\( .*\)\?$/\3/p" | head -n 1; }

blocks_stored() { printf '%.0f' "$(metric dittofs_upload_blocks)"; }
stored_more_than() { [ "$(blocks_stored)" -gt "$1" ]; }

begin_load() {
	"$WORK/ackload" write "$(nfs_url)" "$LOG" $LANES "$1" >"$WORK/load.out" 2>&1 &
	LOAD=$!
	BACKGROUND+=("$LOAD")
}

end_load() {
	local status
	wait "$LOAD"; status=$?
	equal "every call of the load was answered well" "0:" "$status:$(cat "$WORK/load.out")"
}

verify() { check "$1: every acknowledged byte is there" "$WORK/ackload" verify "$(nfs_url)" "$LOG"; }

# outage DOWN UP: the load goes on from before to after it
outage() {
	local stored before
	begin_load $((AWAY + 30))
	sleep 4
	stored=$(wc -l <"$LOG")
	gateway "$1"
	check "$1: the health says that the store is away" wait_for 60 store_is away
	sleep "$AWAY"
	check "$1: clients wrote on meanwhile" test "$(wc -l <"$LOG")" -gt $((stored + 100))
	check "$1: a file that is in a cache is read whole" cmp <(nfs-cat "$(nfs_url /warm)" 2>/dev/null) "$WORK/warm"
	check "$1: a file is taken" nfs-cp "$WORK/new" "$(nfs_url "/during-$1")"
	check "$1: and given back" cmp <(nfs-cat "$(nfs_url "/during-$1")" 2>/dev/null) "$WORK/new"
	before=$(blocks_stored)
	gateway "$2"
	start=$(date +%s%N)
	check "$2: uploads resume within seconds" wait_for 10 stored_more_than "$before"
	echo "# the first block was stored $((($(date +%s%N) - start) / 1000000)) ms after the service was back"
	check "$2: the health says that the store is there" wait_for 15 store_is there
	end_load
	verify "$2"
}

s3_start
compile "$E2E/Mounts/ackload.c" "$WORK/ackload" || die "ackload does not compile"
head -c 40000000 /dev/urandom >"$WORK/warm"
head -c 3000000 /dev/urandom >"$WORK/new"
server_start
sign_in
make_share
check "a file is copied to the share" nfs-cp "$WORK/warm" "$(nfs_url /warm)"
check "and is in the bucket" api POST shares/far/drain
equal "and nowhere else but in caches" 0 "$(metric dittofs_upload_backlog_bytes_bytes)$(metric dittofs_upload_backlog_bytes)"

outage stop start
outage freeze thaw

check "the share is drained" api POST shares/far/drain
check "nothing is at risk any more" test "$(metric dittofs_upload_backlog_bytes_bytes)$(metric dittofs_upload_backlog_bytes)" = 0
server_stop
check "the log and what is cached are deleted" sh -c 'rm -r "$1/wal" && rm -rf "$1/cache" "$1/blocks"' sh "$WORK/data"

gateway stop
start=$(date +%s)
server_start
EXPORT=/far
check "a server starts while the service is away, in seconds" test $(($(date +%s) - start)) -lt 30
sign_in
check "and the share runs" share_runs far
check "its health says that the store is away" store_is away
check "it takes a file" nfs-cp "$WORK/new" "$(nfs_url /new)"
check "and gives it back" cmp <(nfs-cat "$(nfs_url /new)" 2>/dev/null) "$WORK/new"
gateway start
check "the store is found when it is back" wait_for 15 store_is there
verify "from the bucket alone"
check "and what was copied before" cmp <(nfs-cat "$(nfs_url /warm)" 2>/dev/null) "$WORK/warm"
check "and what was written meanwhile is drained" api POST shares/far/drain
check "the server is still there" server_alive
finish
