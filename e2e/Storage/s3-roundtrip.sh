#!/bin/bash
# A share whose names are in RocksDB and whose bytes are behind S3: the kernel's client copies a source tree and syncs, the share is drained,
# the server stops, its log and its cache are deleted, and all is read back through a server that has nothing but names and the bucket.
#
#   s3-roundtrip.sh [ci|full]       the tree of this repository, or with the .NET SDK's own files too
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/Storage/s3.sh"
need qemu-system-x86_64 curl python3 git

export DITTOFS_ADMIN_INITIAL_PASSWORD='the end-to-end password'
SHARE=$WORK/share
TREE=$WORK/tree

make_tree() {
	mkdir -p "$TREE"
	git -C "$ROOT" archive HEAD | tar -x -C "$TREE"
	[ "$SIZE" = ci ] || cp -r "$(dirname "$(readlink -f "$(command -v dotnet)")")/sdk" "$TREE/sdk"
	head -c 40000000 /dev/urandom >"$TREE/large"
	head -c 1 /dev/urandom >"$TREE/one-byte"
	: >"$TREE/empty"
	truncate -s 5000000 "$TREE/hole"
	printf x >>"$TREE/hole"
	mkdir -p "$SHARE"
	cp "$E2E/assert.sh" "$E2E/Storage/guest/"*.sh "$SHARE/"
	tar -C "$WORK" -cf "$SHARE/tree.tar" tree
	(cd "$TREE" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) >"$SHARE/sums"
	(cd "$TREE" && find . ! -type f -printf '%p %y %l\n' | LC_ALL=C sort) >"$SHARE/names"
	echo "# the tree has $(wc -l <"$SHARE/sums") files, $(du -sm "$TREE" | cut -f1) MiB"
}

make_share() {
	local options="\"bucket\": \"$S3_BUCKET\", \"endpoint\": \"$S3_ENDPOINT\", \"prefix\": \"e2e-$$/\", \"pathStyle\": \"true\""
	options="$options, \"accessKey\": \"$S3_ACCESS_KEY\""
	check "a store with a wrong secret is made" api POST stores "{\"name\": \"wrong\", \"use\": \"block\", \"kind\": \"s3\", \"options\": {$options, \"secretKey\": \"wrong\"}}"
	equal "and its check says that it can't be used" False "$(api POST stores/block/wrong/check | field healthy)"
	check "a store is made" api POST stores "{\"name\": \"cloud\", \"use\": \"block\", \"kind\": \"s3\", \"options\": {$options, \"secretKey\": \"$S3_SECRET_KEY\"}}"
	equal "and its check says that it can be used" True "$(api POST stores/block/cloud/check | field healthy)"
	equal "its secret is nowhere in REST" 1:0 "$(api GET stores/block/cloud | grep -c "$S3_ACCESS_KEY"):$(api GET stores | grep -c "$S3_SECRET_KEY")"
	equal "nor in the data directory" "" "$(grep -rla "$S3_SECRET_KEY" "$WORK/data")"
	check "a share is made on it" api POST shares '{"name": "far", "blockStore": "cloud", "squash": "root_to_admin", "rootMode": "0777"}'
	equal "and it runs" running "$(api GET shares/far | python3 -c 'import json, sys; print(json.load(sys.stdin)["status"]["state"])')"
}

# in_guest SCRIPT
in_guest() {
	EXPORT=/far mount_line >"$SHARE/mount-line"
	guest "$SHARE" "$(by_size 600 1800)" "bash /host/$1" > >(tee "$WORK/$1.log")
	equal "$1 ran to its end without a failure" 0 $?
	tally "$WORK/$1.log"
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
