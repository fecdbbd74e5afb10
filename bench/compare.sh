#!/bin/bash
# Measures the server and a peer on this machine, in alternation: NFS-Ganesha with bench/nfsbench.c, or Samba with bench/smbbench.c.
#
#   bench/compare.sh [--smb] [--rounds N] [--only dittofs|ganesha|samba] [--workloads "seqwrite stat …"] [--output DIR] [-- BENCH-OPTION…]
#
# With --smb: one and four clients, signed and encrypted, and Samba with its module syncops on an ext4 whose folders change synchronously
# (chattr +D), so that both promise the same: what a client closed, made, renamed or removed is on the disk when it has its answer.
# Both servers keep their data on the same disk, in $TMPDIR (default /var/tmp). Each gets one round that is thrown
# away, then N (default 5) that count, taking turns. While one is measured the other is stopped (SIGSTOP), and before
# that each has a pause to finish what it does in the background. The medians and their ratios go to
# bench/results/DATE-nfs3.md and .json (DATE-smb3.md). Needs root, gcc, libnfs-dev, nfs-ganesha, nfs-ganesha-vfs, rpcbind and the SDK; --smb libsmbclient-dev, samba and samba-vfs-modules.
set -u
export LC_ALL=C.UTF-8 TMPDIR=${TMPDIR:-/var/tmp}
BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
ROOT=$(dirname "$BENCH")
ROUNDS=5 SERVERS='' OUTPUT=$BENCH/results PAUSE_SECONDS=5 PROTOCOL=nfs3 WORKLOADS=''
export SAMBA_DURABLE=1

die() { echo "compare.sh: $*" >&2; exit 2; }

while [ $# -gt 0 ]; do
	case $1 in
	--smb) PROTOCOL=smb3; shift ;;
	--rounds) ROUNDS=$2; shift 2 ;;
	--only) SERVERS=$2; shift 2 ;;
	--workloads) WORKLOADS=$2; shift 2 ;;
	--output) OUTPUT=$2; shift 2 ;;
	--) shift; break ;;
	*) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
	esac
done
OPTIONS=("$@")
case $PROTOCOL in
nfs3) PROGRAM=nfsbench LIBRARY=libnfs VARIANTS=plain SERVERS=${SERVERS:-dittofs ganesha} ORDER="seqwrite seqread randread randwrite smallfile create stat readdir unlink" ;;
smb3) PROGRAM=smbbench LIBRARY=smbclient VARIANTS="signed-1 signed-4 encrypted-1 encrypted-4" SERVERS=${SERVERS:-dittofs samba} ORDER="seqwrite seqread randread create stat list unlink" ;;
esac
WORKLOADS=${WORKLOADS:-$ORDER}
WORK=$(mktemp -d "$TMPDIR/dittofs-bench.XXXXXX")
declare -A HOLDER URL PID VERSION

finish() {
	local server
	for server in "${!HOLDER[@]}"; do
		each_process CONT "${PID[$server]}"
		kill "${HOLDER[$server]}" 2>/dev/null && wait "${HOLDER[$server]}" 2>/dev/null
	done
	rm -rf "$WORK"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The asked workloads in the program's order, with those that they need: reads need a file, unlink cleans up.
plan() {
	local asked=" $WORKLOADS " name
	[[ $asked =~ ' '(seqread|randread|randwrite)' ' ]] && asked+="seqwrite "
	[[ $asked =~ ' '(create|stat|readdir|list|unlink)' ' ]] && asked+="create unlink "
	for name in $ORDER; do
		[[ $asked != *" $name "* ]] || echo "$name"
	done
}

build() {
	# shellcheck disable=SC2046
	gcc -O2 -Wall -o "$WORK/bench" "$BENCH/$PROGRAM.c" $(pkg-config --cflags --libs $LIBRARY) || die "$PROGRAM.c does not compile"
	[[ $SERVERS == *dittofs* ]] && [ -z "${E2E_DITTOFS_DLL:-}" ] || return 0
	# A lock file of its own: publishing for one platform adds to what is locked.
	dotnet publish "$ROOT/DittoFs.Web" -c Release -r linux-x64 --no-self-contained -p:PublishReadyToRun=true \
		-p:RestoreLockedMode=false -p:NuGetLockFilePath=obj/publish.lock.json -o "$WORK/server" --nologo -v quiet || die "the server does not build"
	export E2E_DITTOFS_DLL=$WORK/server/DittoFs.Web.dll
}

start() {
	local server=$1 facts=$WORK/$1.facts
	E2E_SERVER=$server bash "$BENCH/hold.sh" "$facts" "$PROTOCOL" >"$WORK/$server.out" 2>&1 &
	HOLDER[$server]=$! PID[$server]=''
	until [ -s "$facts" ]; do
		kill -0 "${HOLDER[$server]}" 2>/dev/null || { cat "$WORK/$server.out" >&2; die "$server did not start"; }
		sleep 0.1
	done
	. "$facts"
	URL[$server]=$URL PID[$server]=$PID VERSION[$server]=$VERSION
	echo "$server: ${VERSION[$server]}, ${URL[$server]}" >&2
}

# measure VARIANT URL WORKLOAD: signed-4 is four clients that sign
measure() {
	case $1 in
	plain) "$WORK/bench" ${OPTIONS[@]+"${OPTIONS[@]}"} "$2" "$3" ;;
	encrypted-*) SMB_ENCRYPT=1 "$WORK/bench" ${OPTIONS[@]+"${OPTIONS[@]}"} -j "${1#*-}" "$2" "$3" ;;
	signed-*) "$WORK/bench" ${OPTIONS[@]+"${OPTIONS[@]}"} -j "${1#*-}" "$2" "$3" ;;
	esac
}

# A server of many processes is stopped and goes on as a whole.
each_process() { local pid; for pid in $(pids_below "$2"); do kill "-$1" "$pid" 2>/dev/null; done; }
pids_below() { local child; echo "$1"; for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do pids_below "$child"; done; }

# One round of one server; round 0 is not kept.
round() {
	local server=$1 number=$2 variant workload line
	each_process CONT "${PID[$server]}"
	for variant in $VARIANTS; do
		for workload in $(plan); do
			line=$(measure "$variant" "${URL[$server]}" "$workload") || die "$server failed $workload, $variant: $line"
			[ "$variant" = plain ] || line=${line/\"workload\":\"$workload\"/\"workload\":\"$workload, $variant\"}
			[ "$number" = 0 ] || echo "{\"server\":\"$server\",\"round\":$number,${line#\{}" | tee -a "$WORK/figures" >&2
		done
	done
	sleep $PAUSE_SECONDS
	sync
	each_process STOP "${PID[$server]}"
}

build
for server in $SERVERS; do
	start "$server"
	each_process STOP "${PID[$server]}"
done
for ((number = 0; number <= ROUNDS; number++)); do
	for server in $SERVERS; do round "$server" "$number"; done
done

mkdir -p "$OUTPUT"
NAME=$OUTPUT/$(date +%F)-$PROTOCOL
[[ $SERVERS == *' '* ]] || NAME+=-$SERVERS
python3 "$BENCH/report.py" --protocol "$PROTOCOL" --figures "$WORK/figures" --disk "$WORK" --output "$NAME" --options "${OPTIONS[*]-}" \
	$(for server in $SERVERS; do printf -- '--server %s=%s ' "$server" "${VERSION[$server]// /_}"; done)
