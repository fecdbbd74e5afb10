#!/bin/bash
# A share whose names are in PostgreSQL: the kernel's client copies a source tree and syncs, the server is killed and started again, and all is read back. Then the
# share is drained, the server stopped, and everything but the database and the blocks is deleted: the next server reads all of it back as well. In the end the
# share is erased, and the database has no row of it.
#
#   postgres-roundtrip.sh [ci|full]       the tree of this repository, or with the .NET SDK's own files too
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/trees.sh"
. "$E2E/Storage/postgres.sh"
need qemu-system-x86_64 curl python3 git

EXPORT=/far

make_tree() {
	plant_tree 10000000
	[ "$SIZE" = ci ] || plant_sdk
	pack_tree
}

make_share() {
	local wrong="Host=127.0.0.1;Port=$PG_PORT;Username=postgres;Password=wrong;Database=postgres"
	check "a store with a wrong password is made" api POST stores "{\"name\": \"wrong\", \"use\": \"metadata\", \"kind\": \"postgres\", \"options\": {\"connectionString\": \"$wrong\"}}"
	equal "and its check says that it can't be used" False "$(api POST stores/metadata/wrong/check | field healthy)"
	refuse "a store whose connection string can't be read is refused" connectionString api POST stores '{"name": "bad", "use": "metadata", "kind": "postgres", "options": {"connectionString": "nonsense"}}'
	check "a store is made" api POST stores "{\"name\": \"names\", \"use\": \"metadata\", \"kind\": \"postgres\", \"options\": {\"connectionString\": \"$PG_CONNECTION\"}}"
	equal "and its check says that it can be used" True "$(api POST stores/metadata/names/check | field healthy)"
	check "a share is made on it" api POST shares '{"name": "far", "metadataStore": "names", "squash": "root_to_admin", "rootMode": "0777"}'
	check "and it runs" share_runs far
}

# What one statement answers.
ask() { PGPASSWORD=$PG_PASSWORD "$PG_BIN/psql" -h 127.0.0.1 -p "$PG_PORT" -U postgres -d postgres -Atc "$1"; }

lose_the_machine() {
	check "the share is drained" api POST shares/far/drain
	server_stop
	equal "the share stopped with nothing left in the log only" t "$(ask "SELECT bool_and(released) FROM dittofs_metadata.writers")"
	check "log, cache and RocksDB are deleted" sh -c 'rm -r "$1/wal" "$1/metadata" && rm -rf "$1/cache" && test -d "$1/blocks"' sh "$WORK/data"
	start_again far
}

erase() {
	local id; id=$(api GET shares/far | field id)
	check "the share is deleted" api DELETE shares/far
	equal "its rows are kept" t "$(ask "SELECT count(*) > 0 FROM dittofs_metadata.nodes WHERE share = '$id'")"
	check "and erased" api DELETE "deleted-shares/$id"
	equal "no row of it is left" 0:0:0:0 "$(ask "SELECT (SELECT count(*) FROM dittofs_metadata.nodes) || ':' || (SELECT count(*) FROM dittofs_metadata.entries)
		|| ':' || (SELECT count(*) FROM dittofs_metadata.extents) || ':' || (SELECT count(*) FROM dittofs_metadata.usage)")"
}

pg_init
make_tree
server_start
sign_in
make_share
in_guest copy.sh
server_kill
start_again far
in_guest compare.sh
equal "a recount finds no counter wrong" 0 "$(api POST shares/far/usage/recount | field wrongOwners)"
lose_the_machine
in_guest compare.sh
erase
check "the server is still there" server_alive
finish
