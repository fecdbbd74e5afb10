#!/bin/bash
# Runs all end-to-end scripts of a size and ends with one line, `N passed, N failed`, the sum of theirs.
#
#   e2e/run.sh [ci|full] [NAME…]     NAME picks scripts by a part of their name
#
# Without E2E_DITTOFS_DLL it builds the server once, in Release. E2E_JOBS scripts run at once, each shown when it has ended.
set -u
E2E=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
ROOT=$(dirname "$E2E")
SIZE=${1:-ci}; [ $# -gt 0 ] && shift
case $SIZE in ci | full) ;; *) echo "usage: $0 [ci|full] [name…]" >&2; exit 2 ;; esac
OUT=$(mktemp -d) && trap 'rm -rf "$OUT"' EXIT

wanted() {
	local word script=$1; shift
	[ $# = 0 ] && return
	for word in "$@"; do [[ $script == *"$word"* ]] && return; done
	return 1
}

if [ "${E2E_SERVER:-dittofs}" = dittofs ] && [ -z "${E2E_DITTOFS_DLL:-}" ]; then
	dotnet publish "$ROOT/DittoFs.Web" -c Release -o "$OUT/server" --nologo -v quiet || { echo "0 passed, 1 failed"; exit 1; }
	export E2E_DITTOFS_DLL=$OUT/server/DittoFs.Web.dll
fi

# Two at once wait for their machines and disks at the same time. Each has a network of its own then: a server that is started again finds its ports free.
# The long forms have the machine alone, and one of them asks for packages.
JOBS=${E2E_JOBS:-$([ "$SIZE" = ci ] && [ "$(id -u)" = 0 ] && echo 2 || echo 1)}
passed=0 failed=0
# A script ends what it started when it is asked to.
trap 'trap - INT TERM; kill 0' INT TERM

# isolated COMMAND…
isolated() { unshare --net -- sh -c 'ip link set lo up && exec "$@"' sh "$@"; }

# show NAME: keeps what comes in, and shows it at once, or in one piece where others write too
show() {
	if [ "$JOBS" = 1 ]; then
		tee "$OUT/$1"
	else
		cat >"$OUT/$1"
		flock "$OUT" cat "$OUT/$1"
	fi
}

# run NAME SCRIPT [ARGUMENT…]
run() {
	local name=$1 start=$SECONDS status sum p f in=''; shift
	[ "$JOBS" = 1 ] || in=isolated
	{
		echo "=== $name $SIZE"
		$in bash "$@" 2>&1 | tee "$OUT/$name.out"
		status=${PIPESTATUS[0]}
		sum=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$OUT/$name.out" | tail -n 1)
		read -r p _ f _ <<<"${sum:-0 passed, 0 failed}"
		# A script that breaks off, or fails without naming a failure, is a failure itself.
		if [ -z "$sum" ] || { [ "$status" != 0 ] && [ "$f" = 0 ]; }; then f=$((f + 1)); echo "not ok - $name ended with status $status"; fi
		echo "=== $name took $((SECONDS - start)) s"
		echo "$p $f" >"$OUT/$name.sum"
	} | show "$name"
}

# add NAME: to the sum
add() {
	local p f
	# Without a line the shell that ran it was ended itself.
	read -r p f <"$OUT/$1.sum" || { p=0 f=1; echo "not ok - $1 was ended"; }
	passed=$((passed + p)) failed=$((failed + f))
}

# Storage first: its scripts take longest, and the last one runs alone.
names=()
for script in "$E2E"/Storage/*-*.sh "$E2E"/Mounts/*.sh "$E2E"/Control/*.sh; do
	name=$(basename "$script" .sh)
	wanted "$name" "$@" || continue
	names+=("$name")
	[ "$(jobs -pr | wc -l)" -lt "$JOBS" ] || wait -n
	run "$name" "$script" "$SIZE" &
done
wait
for name in ${names[@]+"${names[@]}"}; do add "$name"; done

# What breaks the tree on purpose takes longer than all others, and says something of our tests only.
if [ "$SIZE" = full ] && [ "${E2E_SERVER:-dittofs}" = dittofs ] && wanted sabotage "$@"; then
	JOBS=1
	run sabotage "$E2E/sabotage/run.sh"
	add sabotage
fi
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
