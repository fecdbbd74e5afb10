#!/bin/bash
# A share whose names are in RocksDB and whose bytes are behind S3: the kernel's client copies a source tree and syncs, the share is drained,
# the server stops, its log and its cache are deleted, and all is read back through a server that has nothing but names and the bucket.
#
#   s3-roundtrip.sh [ci|full]       the tree of this repository, or with the .NET SDK's own files too
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/trees.sh"
. "$E2E/Storage/s3.sh"
need qemu-system-x86_64 curl python3 git

EXPORT=/far

make_tree() {
	plant_tree 40000000
	[ "$SIZE" = ci ] || plant_sdk
	head -c 1 /dev/urandom >"$TREE/one-byte"
	truncate -s 5000000 "$TREE/hole"
	printf x >>"$TREE/hole"
	pack_tree
	echo "# the tree has $(wc -l <"$SHARE/sums") files, $(du -sm "$TREE" | cut -f1) MiB"
}

make_share() {
	check "a store with a wrong secret is made" api POST stores "{\"name\": \"wrong\", \"use\": \"block\", \"kind\": \"s3\", \"options\": $(s3_options "e2e-$$/" wrong)}"
	equal "and its check says that it can't be used" False "$(api POST stores/block/wrong/check | field healthy)"
	check "a store is made" api POST stores "{\"name\": \"cloud\", \"use\": \"block\", \"kind\": \"s3\", \"options\": $(s3_options "e2e-$$/")}"
	equal "and its check says that it can be used" True "$(api POST stores/block/cloud/check | field healthy)"
	equal "its secret is nowhere in REST" 1:0 "$(api GET stores/block/cloud | grep -c "$S3_ACCESS_KEY"):$(api GET stores | grep -c "$S3_SECRET_KEY")"
	equal "nor in the data directory" "" "$(grep -rla "$S3_SECRET_KEY" "$WORK/data")"
	check "a share is made on it" api POST shares '{"name": "far", "blockStore": "cloud", "squash": "root_to_admin", "rootMode": "0777"}'
	check "and it runs" share_runs far
}

lose_the_log() {
	server_stop
	check "the log and what is cached are deleted, RocksDB stays" sh -c 'rm -r "$1/wal" && rm -rf "$1/cache" "$1/blocks" && test -d "$1/metadata/rocksdb"' sh "$WORK/data"
	server_start
	sign_in
}

s3_start
make_tree
server_start
sign_in
make_share
in_guest copy.sh
start=$(date +%s%N)
check "the share is drained" api POST shares/far/drain
echo "# draining took $((($(date +%s%N) - start) / 1000000)) ms; the bucket has $(s3_request GET "/$S3_BUCKET?list-type=2&prefix=e2e-$$%2F" | grep -o '<Key>[^<]*/blocks/' | wc -l) blocks (at most 1000 counted)"
lose_the_log
in_guest compare.sh
check "the server is still there" server_alive
finish
