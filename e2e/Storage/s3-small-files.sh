#!/bin/bash
# Many small files, each durable before its client goes on, reach S3 in few requests: of 50,000 files of 4 KiB at most 40 PUTs while they are written, and 16 when
# uploads are put off and the share is drained. In the end all are read from the bucket alone.
#
#   s3-small-files.sh [ci|full]       10,000 files and a fifth of the requests, or 50,000
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/Storage/s3.sh"
need curl python3 gcc pkg-config nfs-ls nfs-cat

FILES=$(by_size 10000 50000)
PUTS_WRITTEN=$((FILES * 40 / 50000)) PUTS_DRAINED=$(((FILES * 16 + 49999) / 50000))

metric() { curl -sS "http://127.0.0.1:$HTTP_PORT/metrics" | python3 -c '
import re, sys
values = [float(line.split()[1]) for line in sys.stdin if re.match(sys.argv[1], line)]
print(int(sum(values)))' "$1"; }

# Requests that ask the service to store a block, also those that fail.
puts() { metric '^dittofs_blocks_operations(_total)?\{[^}]*operation="put"'; }
at_risk() { metric '^dittofs_upload_backlog_bytes(_bytes)?[{ ]'; }

make_store() {
	check "a store is made" dittofs_api POST stores "{\"name\": \"cloud\", \"use\": \"block\", \"kind\": \"s3\", \"options\": $(s3_options "small-$$/")}"
}

# make_share NAME: which the next steps use
make_share() {
	EXPORT=/$1
	check "a share $1 is made on it" dittofs_api POST shares "{\"name\": \"$1\", \"blockStore\": \"cloud\", \"squash\": \"root_to_admin\", \"rootMode\": \"0777\"}"
}

write_files() { check "$FILES files of 4 KiB are written, each of them durable" "$WORK/nfsbench" -n "$FILES" -k "$(nfs_url)" smallfile; }

# verify SHARE: all files have the right length, and some of them the same bytes
verify() {
	local directory=/nfsbench.d.small
	EXPORT=/$1
	equal "$1: all files are there, with their lengths" "$FILES" "$(nfs-ls "$(nfs_url "$directory")" | grep -c ' 4096 f[0-9]*$')"
	check "$1: the first and the last have the same bytes" cmp <(nfs-cat "$(nfs_url "$directory/f000000")") <(nfs-cat "$(nfs_url "$directory/$(printf 'f%06d' $((FILES - 1)))")")
}

# Who owns the blocks is stored anew at times of its own, which would be counted.
export DITTOFS_Dumps__OwnerInterval=1h
s3_start
compile "$ROOT/bench/nfsbench.c" "$WORK/nfsbench" || die "nfsbench does not compile"
server_start
make_store
make_share early
write_files
count=$(puts)
echo "# $count PUTs when the last file was written"
check "at most $PUTS_WRITTEN PUTs while they were written" test "$count" -le "$PUTS_WRITTEN"
check "the share is drained" dittofs_api POST shares/early/drain
count=$(puts)
echo "# $count PUTs when all were uploaded"
check "and all of them in at most $PUTS_WRITTEN" test "$count" -le "$PUTS_WRITTEN"
equal "nothing is at risk any more" 0 "$(at_risk)"

export DITTOFS_Wal__UploadDelay=10m DITTOFS_Wal__UploadAgeMax=1h
server_stop
server_start
DITTOFS_TOKEN=''
make_share late
# Each share has stored who owns its blocks by then.
before=$(puts)
write_files
equal "uploads that are put off have not begun" "$before" "$(puts)"
check "the share is drained" dittofs_api POST shares/late/drain
count=$(($(puts) - before))
echo "# $count PUTs for the drain"
check "at most $PUTS_DRAINED PUTs for all" test "$count" -le "$PUTS_DRAINED"
equal "nothing is at risk any more" 0 "$(at_risk)"

server_stop
check "the log and what is cached are deleted" sh -c 'rm -r "$1/wal" && rm -rf "$1/cache" "$1/blocks"' sh "$WORK/data"
server_start
verify early
verify late
check "the server is still there" server_alive
finish
