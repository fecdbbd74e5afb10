#!/bin/bash
# Measures how fast a file goes to an S3 service: by this server, from its log, and by the AWS CLI, from a file in the page cache; the same service, the same
# number of requests at once, in alternation.
#
#   bench/upload.sh [--rounds N] [--size MIB] [--parallel N] [--output DIR]
#
# The service is the one-node Ceph of e2e/s3-server with its objects in memory. The server gets the file over NFS first, with uploads put off, and is then
# drained; the drain is measured. Also counts the objects that 50,000 files of 4 KiB become. Needs root, aws (awscli), gcc, libnfs-dev, Ceph and the SDK.
set -u
ROUNDS=3 SIZE_MIB=2048 PARALLEL=10 FILES=50000 OUTPUT=''
while [ $# -gt 0 ]; do
	case $1 in
	--rounds) ROUNDS=$2; shift 2 ;;
	--size) SIZE_MIB=$2; shift 2 ;;
	--parallel) PARALLEL=$2; shift 2 ;;
	--output) OUTPUT=$2; shift 2 ;;
	*) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
	esac
done
set --
export TMPDIR=${TMPDIR:-/var/tmp}
BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
OUTPUT=${OUTPUT:-$BENCH/results}
unset E2E_S3_ENDPOINT
. "$BENCH/../e2e/lib.sh"
. "$E2E/Storage/s3.sh"
need aws gcc pkg-config curl python3

export DITTOFS_ADMIN_INITIAL_PASSWORD='the password of the benchmark'
export DITTOFS_Wal__Budget=16GiB DITTOFS_Wal__UploadMemory=$((16 * (PARALLEL + 1)))MiB
TOKEN='' EXPORT=/far
export AWS_ACCESS_KEY_ID=testkey AWS_SECRET_ACCESS_KEY=testsecret AWS_DEFAULT_REGION=us-east-1 AWS_CONFIG_FILE=$WORK/aws AWS_EC2_METADATA_DISABLED=true

api() { curl -sS --fail-with-body -X "$1" "http://127.0.0.1:$HTTP_PORT/api/v1/$2" ${TOKEN:+-H "Authorization: Bearer $TOKEN"} ${3:+-H 'Content-Type: application/json' -d "$3"}; }
field() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
seconds_since() { python3 -c 'import sys, time; print(f"{time.time() - float(sys.argv[1]):.3f}")' "$1"; }
now() { date +%s.%N; }
clear_bucket() { aws --endpoint-url "$S3_ENDPOINT" s3 rm --quiet --recursive "s3://$S3_BUCKET/$1" >/dev/null; }
count_blocks() { aws --endpoint-url "$S3_ENDPOINT" s3 ls --recursive "s3://$S3_BUCKET/bench/" | grep -c /blocks/; }
stop_server() { server_stop; rm -rf "$WORK/data"; NFS_PORT=0; HTTP_PORT=0; TOKEN=''; }

start_server() {
	server_start
	TOKEN=$(api POST auth/login "{\"userName\": \"admin\", \"password\": \"$DITTOFS_ADMIN_INITIAL_PASSWORD\"}" | field accessToken)
	api POST stores "{\"name\": \"cloud\", \"use\": \"block\", \"kind\": \"s3\", \"options\": {\"bucket\": \"$S3_BUCKET\", \"endpoint\": \"$S3_ENDPOINT\", \"prefix\": \"bench/\",
		\"pathStyle\": \"true\", \"accessKey\": \"$S3_ACCESS_KEY\", \"secretKey\": \"$S3_SECRET_KEY\"}}" >/dev/null || die "no store"
	api POST shares '{"name": "far", "blockStore": "cloud", "squash": "root_to_admin", "rootMode": "0777"}' >/dev/null || die "no share"
}

# A sequential file from the log to the service; prints seconds.
upload_ours() {
	local start
	DITTOFS_Wal__UploadDelay=10m DITTOFS_Wal__UploadAgeMax=1h start_server
	"$WORK/nfsbench" -s "$SIZE_MIB" "$(nfs_url)" seqwrite >/dev/null || die "seqwrite"
	start=$(now)
	api POST shares/far/drain >/dev/null || die "drain"
	OURS=$(seconds_since "$start")
	stop_server
	clear_bucket bench/
}

upload_aws() {
	local start
	cat "$WORK/file" >/dev/null
	start=$(now)
	aws --endpoint-url "$S3_ENDPOINT" s3 cp --quiet "$WORK/file" "s3://$S3_BUCKET/aws/file" || die "aws"
	AWS=$(seconds_since "$start")
	clear_bucket aws/
}

s3_start
printf '[default]\ns3 =\n  addressing_style = path\n  max_concurrent_requests = %s\n  multipart_threshold = 16MB\n  multipart_chunksize = 16MB\n' "$PARALLEL" >"$WORK/aws"
compile "$BENCH/nfsbench.c" "$WORK/nfsbench" || die "nfsbench"
head -c "${SIZE_MIB}M" /dev/urandom >"$WORK/file"
: >"$WORK/figures"
for ((round = 0; round <= ROUNDS; round++)); do
	upload_aws
	upload_ours
	echo "round $round: aws $AWS s, dittofs $OURS s" >&2
	[ $round = 0 ] || echo "$AWS $OURS" >>"$WORK/figures"
done

start_server
"$WORK/nfsbench" -n $FILES -k "$(nfs_url)" smallfile >"$WORK/small" || die "smallfile"
WRITTEN=$(count_blocks)
api POST shares/far/drain >/dev/null
DRAINED=$(count_blocks)
VERSION=$(server_version)
stop_server

mkdir -p "$OUTPUT"
python3 - "$WORK/figures" "$SIZE_MIB" "$PARALLEL" "$WORK/small" "$WRITTEN" "$DRAINED" "$VERSION" "$(aws --version 2>&1)" <<'PY' | tee "$OUTPUT/$(date +%F)-upload.md"
import json, statistics, sys
rounds = [tuple(map(float, line.split())) for line in open(sys.argv[1])]
size, small = int(sys.argv[2]), json.load(open(sys.argv[4]))
aws, ours = (statistics.median(column) for column in zip(*rounds))
print(f"""# Upload to S3

{sys.argv[7]} against {sys.argv[8]}, {sys.argv[3]} requests at once, one-node Ceph with objects in memory on the same machine (`bench/upload.sh`).

| a file of {size} MiB | seconds, median of {len(rounds)} | MiB/s |
|---|---|---|
| `aws s3 cp`, parts of 16 MB | {aws:.2f} | {size / aws:.0f} |
| drain of a share | {ours:.2f} | {size / ours:.0f} |

The rounds, in seconds: {", ".join(f"aws {a:.2f}, dittofs {o:.2f}" for a, o in rounds)}.

{small["ops"]} files of 4 KiB, each synced, at {small["rate"]:.0f} a second: {sys.argv[5]} blocks when the last was written, {sys.argv[6]} when the share was drained.""")
PY
