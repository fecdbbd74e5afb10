#!/bin/bash
# Measures how fast a file goes to an S3 service: by this server, from its log, and by the AWS CLI, from a file in the page cache; the same service, the same
# number of requests at once, in alternation, and each begins every other round.
#
#   bench/upload.sh [--rounds N] [--size MIB] [--parallel N] [--output DIR]
#
# The service is the one-node Ceph of e2e/s3-server with its objects in memory, which is freed between any two. The server, which runs through all rounds, gets the
# file over NFS, with uploads put off, and is then drained; the drain is measured. Each round has the file written first and then both uploads, in either order by
# turns. The first round only warms up: a server has been running for a while. Also measured is the processor time of both senders, which says more than the
# seconds where a machine is shared. Last it counts the objects that 50,000 files of 4 KiB become. Needs root, aws (awscli), gcc, libnfs-dev, Ceph and the SDK.
set -u
ROUNDS=4 SIZE_MIB=2048 PARALLEL=10 FILES=50000 OUTPUT=''
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
# The gateway would keep what is deleted for two hours.
clear_bucket() {
	aws --endpoint-url "$S3_ENDPOINT" s3 rm --quiet --recursive "s3://$S3_BUCKET/$1" --exclude '*/store.json' >/dev/null
	CEPH_CONF=$S3_DIRECTORY/ceph.conf radosgw-admin gc process --include-all >/dev/null 2>&1 || die "the gateway frees no space"
}
count_blocks() { aws --endpoint-url "$S3_ENDPOINT" s3 ls --recursive "s3://$S3_BUCKET/bench/" | grep -c /blocks/; }
stop_server() { server_stop; rm -rf "$WORK/data"; NFS_PORT=0; HTTP_PORT=0; TOKEN=''; }

start_server() {
	server_start
	TOKEN=$(api POST auth/login "{\"userName\": \"admin\", \"password\": \"$DITTOFS_ADMIN_INITIAL_PASSWORD\"}" | field accessToken)
	api POST stores "{\"name\": \"cloud\", \"use\": \"block\", \"kind\": \"s3\", \"options\": {\"bucket\": \"$S3_BUCKET\", \"endpoint\": \"$S3_ENDPOINT\", \"prefix\": \"bench/\",
		\"pathStyle\": \"true\", \"accessKey\": \"$S3_ACCESS_KEY\", \"secretKey\": \"$S3_SECRET_KEY\"}}" >/dev/null || die "no store"
	api POST shares '{"name": "far", "blockStore": "cloud", "squash": "root_to_admin", "rootMode": "0777"}' >/dev/null || die "no share"
}

# Seconds of processor time that the server has used.
server_seconds() { sed 's/.*) //' "/proc/$SERVER_PID/stat" | awk -v tick="$(getconf CLK_TCK)" '{ printf "%.2f\n", ($12 + $13) / tick }'; }

# A sequential file from the log to the service: sets OURS to the seconds, and of the processor.
upload_ours() {
	local start used
	start=$(now) used=$(server_seconds)
	api POST shares/far/drain >/dev/null || die "drain"
	OURS="$(seconds_since "$start") $(python3 -c "print(round($(server_seconds) - $used, 2))")"
	clear_bucket bench/
}

# The same by the AWS CLI: sets AWS.
upload_aws() {
	local start
	cat "$WORK/file" >/dev/null
	start=$(now)
	{ TIMEFORMAT='%U %S'; time aws --endpoint-url "$S3_ENDPOINT" s3 cp --quiet "$WORK/file" "s3://$S3_BUCKET/aws/file"; } 2>"$WORK/aws-time" || die "aws"
	AWS="$(seconds_since "$start") $(awk 'END { print $1 + $2 }' "$WORK/aws-time")"
	clear_bucket aws/
}

s3_start
printf '[default]\ns3 =\n  addressing_style = path\n  max_concurrent_requests = %s\n  multipart_threshold = 16MB\n  multipart_chunksize = 16MB\n' "$PARALLEL" >"$WORK/aws"
compile "$BENCH/nfsbench.c" "$WORK/nfsbench" || die "nfsbench"
head -c "${SIZE_MIB}M" /dev/urandom >"$WORK/file"
: >"$WORK/figures"
DITTOFS_Wal__UploadDelay=10m DITTOFS_Wal__UploadAgeMax=1h start_server
for ((round = 0; round <= ROUNDS; round++)); do
	"$WORK/nfsbench" -s "$SIZE_MIB" "$(nfs_url)" seqwrite >/dev/null || die "seqwrite"
	[ $((round % 2)) = 1 ] || upload_aws
	upload_ours
	[ $((round % 2)) = 0 ] || upload_aws
	echo "round $round: seconds and processor seconds of aws $AWS, of dittofs $OURS, load $(cut -d' ' -f1 /proc/loadavg)" >&2
	[ $round = 0 ] || echo "$AWS $OURS" >>"$WORK/figures"
done
stop_server

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
aws, aws_used, ours, ours_used = (statistics.median(column) for column in zip(*rounds))
print(f"""# Upload to S3

{sys.argv[7]} against {sys.argv[8]}, {sys.argv[3]} requests at once, one-node Ceph with objects in memory on the same machine (`bench/upload.sh`).

| a file of {size} MiB | seconds, median of {len(rounds)} | MiB/s | processor seconds of the sender |
|---|---|---|---|
| `aws s3 cp`, parts of 16 MB | {aws:.2f} | {size / aws:.0f} | {aws_used:.2f} |
| drain of a share | {ours:.2f} | {size / ours:.0f} | {ours_used:.2f} |
| ratio | {aws / ours:.2f} | | {aws_used / ours_used:.2f} |

The rounds, in seconds: {", ".join(f"aws {a:.2f}, dittofs {o:.2f}" for a, _, o, _ in rounds)}.

{small["ops"]} files of 4 KiB, each synced, at {small["rate"]:.0f} a second: {sys.argv[5]} blocks when the last was written, {sys.argv[6]} when the share was drained.""")
PY
