#!/bin/bash
# A share whose answers promise to outlive the machine: names in PostgreSQL, bytes behind S3, durability remote. The kernel's client copies a source tree and syncs; then
# clients write under load. Each time the server is killed, its log, its cache and its RocksDB are deleted, and the next server must have everything that was acknowledged.
# In between the database is restarted, and stopped for a while, with the load going on: callers wait or are told to come again, and nothing is lost.
#
#   postgres-remote.sh [ci|full]       2 rounds under load and an outage of seconds, or 10 and a minute
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/trees.sh"
. "$E2E/Storage/s3.sh"
. "$E2E/Storage/postgres.sh"
need qemu-system-x86_64 gcc pkg-config curl python3 git

ROUNDS=$(by_size 2 10)
LOG=$WORK/acknowledged
EXPORT=/far

make_share() {
	local far='{"name": "far", "metadataStore": "names", "blockStore": "cloud", "durability": "remote", "squash": "root_to_admin", "rootMode": "0777"}'
	check "a block store is made" api POST stores "{\"name\": \"cloud\", \"use\": \"block\", \"kind\": \"s3\", \"options\": $(s3_options "e2e-$$/")}"
	check "a metadata store is made" api POST stores "{\"name\": \"names\", \"use\": \"metadata\", \"kind\": \"postgres\", \"options\": {\"connectionString\": \"$PG_CONNECTION\"}}"
	equal "without PostgreSQL the durability remote is refused" durability_needs_remote_metadata \
		"$(api POST shares '{"name": "near", "blockStore": "cloud", "durability": "remote"}' 2>/dev/null | field code)"
	check "a share is made" api POST shares "$far"
	check "and it runs" share_runs far
}

lose_the_machine() {
	server_kill
	check "log, cache and RocksDB are deleted" sh -c 'rm -r "$1/wal" "$1/metadata" && rm -rf "$1/cache"' sh "$WORK/data"
	start_again far
}

under_load() {
	"$WORK/ackload" write "$(nfs_url)" "$LOG" 8 600 >"$WORK/load.out" 2>&1 &
	LOAD=$!
	BACKGROUND+=("$LOAD")
	sleep "$((3 + RANDOM % 4)).$((RANDOM % 10))"
	check "round $1: the load runs" kill -0 "$LOAD"
	server_kill
	wait "$LOAD"
	equal "round $1: no call failed before the kill" "0:" "$?:$(cat "$WORK/load.out")"
	check "round $1: log, cache and RocksDB are deleted" sh -c 'rm -r "$1/wal" "$1/metadata" && rm -rf "$1/cache"' sh "$WORK/data"
	start_again far
	check "round $1: everything acknowledged is there" "$WORK/ackload" verify "$(nfs_url)" "$LOG"
	"$WORK/ackload" verify "$(nfs_url)" "$LOG" | tail -n 1 | sed 's/^/# /'
}

# The load goes on meanwhile: whoever meets what is away waits, or is told to come again and does.
database_away() {
	local away; away=$(by_size 8 60)
	"$WORK/ackload" write "$(nfs_url)" "$LOG" 8 "$((away + 15))" >"$WORK/load.out" 2>&1 &
	LOAD=$!
	BACKGROUND+=("$LOAD")
	sleep 3
	pg_restart
	sleep 3
	check "the load runs over a restart of the database" kill -0 "$LOAD"
	pg_crash
	sleep "$away"
	pg_start
	wait "$LOAD"
	equal "no call failed while the database was away for $away s" "0:" "$?:$(cat "$WORK/load.out")"
	check "everything acknowledged is there after it" "$WORK/ackload" verify "$(nfs_url)" "$LOG"
	lose_the_machine
	check "and once more when the machine was lost" "$WORK/ackload" verify "$(nfs_url)" "$LOG"
}

compile "$E2E/Mounts/ackload.c" "$WORK/ackload" || die "ackload.c does not compile"
s3_start
pg_init
plant_tree 10000000
pack_tree
server_start
sign_in
make_share
in_guest copy.sh
lose_the_machine
in_guest compare.sh
for ((i = 1; i <= ROUNDS; i++)); do under_load "$i"; done
database_away
check "the server is still there" server_alive
finish
