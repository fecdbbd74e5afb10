#!/bin/bash
# Measures the server and NFS-Ganesha on this machine, in alternation, with bench/nfsbench.c.
#
#   bench/compare.sh [--rounds N] [--only dittofs|ganesha] [--workloads "seqwrite stat …"] [--output DIR] [-- NFSBENCH-OPTION…]
#
# Both servers keep their data on the same disk, in $TMPDIR (default /var/tmp). Each gets one round that is thrown
# away, then N (default 5) that count, taking turns. While one is measured the other is stopped (SIGSTOP), and before
# that each has a pause to finish what it does in the background. The medians and their ratios go to
# bench/results/DATE-nfs3.md and .json. Needs root, gcc, libnfs-dev, nfs-ganesha, nfs-ganesha-vfs, rpcbind and the SDK.
set -u
export LC_ALL=C.UTF-8 TMPDIR=${TMPDIR:-/var/tmp}
BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
ROOT=$(dirname "$BENCH")
ROUNDS=5 SERVERS="dittofs ganesha" OUTPUT=$BENCH/results PAUSE_SECONDS=5
WORKLOADS="seqwrite seqread randread randwrite smallfile create stat readdir unlink"

die() { echo "compare.sh: $*" >&2; exit 2; }

while [ $# -gt 0 ]; do
	case $1 in
	--rounds) ROUNDS=$2; shift 2 ;;
	--only) SERVERS=$2; shift 2 ;;
	--workloads) WORKLOADS=$2; shift 2 ;;
	--output) OUTPUT=$2; shift 2 ;;
	--) shift; break ;;
	*) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
	esac
done
OPTIONS=("$@")
WORK=$(mktemp -d "$TMPDIR/dittofs-bench.XXXXXX")
declare -A HOLDER URL PID VERSION

finish() {
	local server
	for server in "${!HOLDER[@]}"; do
		kill -CONT "${PID[$server]}" 2>/dev/null
		kill "${HOLDER[$server]}" 2>/dev/null && wait "${HOLDER[$server]}" 2>/dev/null
	done
	rm -rf "$WORK"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The asked workloads in nfsbench's order, with those that they need: reads need a file, unlink cleans up.
plan() {
	local asked=" $WORKLOADS " name
	[[ $asked =~ ' '(seqread|randread|randwrite)' ' ]] && asked+="seqwrite "
	[[ $asked =~ ' '(create|stat|readdir|unlink)' ' ]] && asked+="create unlink "
	for name in seqwrite seqread randread randwrite smallfile create stat readdir unlink; do
		[[ $asked != *" $name "* ]] || echo "$name"
	done
}

build() {
	# shellcheck disable=SC2046
	gcc -O2 -Wall -o "$WORK/nfsbench" "$BENCH/nfsbench.c" $(pkg-config --cflags --libs libnfs) || die "nfsbench.c does not compile"
	[[ $SERVERS == *dittofs* ]] && [ -z "${E2E_DITTOFS_DLL:-}" ] || return 0
	# A lock file of its own: publishing for one platform adds to what is locked.
	dotnet publish "$ROOT/DittoFs.Web" -c Release -r linux-x64 --no-self-contained -p:PublishReadyToRun=true \
		-p:RestoreLockedMode=false -p:NuGetLockFilePath=obj/publish.lock.json -o "$WORK/server" --nologo -v quiet || die "the server does not build"
	export E2E_DITTOFS_DLL=$WORK/server/DittoFs.Web.dll
}

start() {
	local server=$1 facts=$WORK/$1.facts
	E2E_SERVER=$server bash "$BENCH/hold.sh" "$facts" >"$WORK/$server.out" 2>&1 &
	HOLDER[$server]=$! PID[$server]=''
	until [ -s "$facts" ]; do
		kill -0 "${HOLDER[$server]}" 2>/dev/null || { cat "$WORK/$server.out" >&2; die "$server did not start"; }
		sleep 0.1
	done
	. "$facts"
	URL[$server]=$URL PID[$server]=$PID VERSION[$server]=$VERSION
	echo "$server: ${VERSION[$server]}, ${URL[$server]}" >&2
}

# One round of one server; round 0 is not kept.
round() {
	local server=$1 number=$2 workload line
	kill -CONT "${PID[$server]}"
	for workload in $(plan); do
		line=$("$WORK/nfsbench" ${OPTIONS[@]+"${OPTIONS[@]}"} "${URL[$server]}" "$workload") || die "$server failed $workload: $line"
		[ "$number" = 0 ] || echo "{\"server\":\"$server\",\"round\":$number,${line#\{}" | tee -a "$WORK/figures" >&2
	done
	sleep $PAUSE_SECONDS
	sync
	kill -STOP "${PID[$server]}"
}

build
for server in $SERVERS; do
	start "$server"
	kill -STOP "${PID[$server]}"
done
for ((number = 0; number <= ROUNDS; number++)); do
	for server in $SERVERS; do round "$server" "$number"; done
done

mkdir -p "$OUTPUT"
NAME=$OUTPUT/$(date +%F)-nfs3
[[ $SERVERS == *' '* ]] || NAME+=-$SERVERS
python3 "$BENCH/report.py" --figures "$WORK/figures" --disk "$WORK" --output "$NAME" --options "${OPTIONS[*]-}" \
	$(for server in $SERVERS; do printf -- '--server %s=%s ' "$server" "${VERSION[$server]// /_}"; done)
