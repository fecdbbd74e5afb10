#!/bin/bash
# A share whose names are in PostgreSQL. Under a load of durable writes the server is killed, the database is crashed and started again, and both are; each
# acknowledged byte must still be there, and nothing twice. The load comes from libnfs on the host (Mounts/ackload.c).
#
#   postgres-crash.sh [ci|full]     2 rounds of each, or 5 with longer loads
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/Storage/postgres.sh"
need gcc pkg-config python3 curl

ROUNDS=$(by_size 2 5)
LANES=$(by_size 8 16)
LOG=$WORK/acknowledged
EXPORT=/far

make_share() {
	local options="{\"connectionString\": \"$PG_CONNECTION\"}"
	check "a store is made" api POST stores "{\"name\": \"names\", \"use\": \"metadata\", \"kind\": \"postgres\", \"options\": $options}"
	equal "and its check says that it can be used" True "$(api POST stores/metadata/names/check | field healthy)"
	equal "its password is nowhere in REST" 0 "$(api GET stores | grep -c "$PG_PASSWORD")"
	equal "nor in the data directory" "" "$(grep -rla "$PG_PASSWORD" "$WORK/data")"
	check "a share is made on it" api POST shares '{"name": "far", "metadataStore": "names", "squash": "root_to_admin", "rootMode": "0777"}'
	check "and it runs" share_runs far
}

start_load() {
	"$WORK/ackload" write "$(nfs_url)" "$LOG" "$LANES" "$1" >"$WORK/load.out" 2>&1 &
	LOAD=$!
	BACKGROUND+=("$LOAD")
	sleep "$((2 + RANDOM % $(by_size 3 8))).$((RANDOM % 10))"
	check "the load runs" kill -0 "$LOAD"
}

all_there() {
	check "$1: everything acknowledged is there" "$WORK/ackload" verify "$(nfs_url)" "$LOG"
	"$WORK/ackload" verify "$(nfs_url)" "$LOG" | tail -n 1 | sed 's/^/# /'
}

kill_server() {
	start_load 600
	server_kill
	wait "$LOAD"
	equal "no call failed before the kill" "0:" "$?:$(cat "$WORK/load.out")"
	start_again far
	all_there "kill -9 of the server"
}

# The load goes on meanwhile: whoever meets what is away is told to come again, and libnfs does.
crash_database() {
	start_load 12
	pg_crash
	sleep 2
	pg_start
	wait "$LOAD"
	equal "no call failed while the database crashed, was away and came back" "0:" "$?:$(cat "$WORK/load.out")"
	all_there "crash of the database"
}

kill_both() {
	start_load 600
	pg_crash
	sleep 1
	server_kill
	wait "$LOAD"
	pg_start
	start_again far
	all_there "crash of the database, then kill -9 of the server"
}

compile "$E2E/Mounts/ackload.c" "$WORK/ackload" || die "ackload.c does not compile"
pg_init
server_start
sign_in
make_share
for ((i = 1; i <= ROUNDS; i++)); do
	echo "# round $i"
	kill_server
	crash_database
	kill_both
done
server_stop
start_again far
all_there "an orderly stop"
finish
