#!/bin/bash
# Runs all end-to-end scripts of a size and ends with one line, `N passed, N failed`, the sum of theirs.
#
#   e2e/run.sh [ci|full] [NAME…]     NAME picks scripts by a part of their name
#
# Without E2E_DITTOFS_DLL it builds the server once, in Release.
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

passed=0 failed=0
# run NAME SCRIPT [ARGUMENT…]
run() {
	local name=$1 start=$SECONDS status sum p f; shift
	echo "=== $name $SIZE"
	bash "$@" 2>&1 | tee "$OUT/$name"
	status=${PIPESTATUS[0]}
	sum=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$OUT/$name" | tail -n 1)
	read -r p _ f _ <<<"${sum:-0 passed, 0 failed}"
	# A script that breaks off, or fails without naming a failure, is a failure itself.
	if [ -z "$sum" ] || { [ "$status" != 0 ] && [ "$f" = 0 ]; }; then f=$((f + 1)); echo "not ok - $name ended with status $status"; fi
	passed=$((passed + p)) failed=$((failed + f))
	echo "=== $name took $((SECONDS - start)) s"
}

for script in "$E2E"/Mounts/*.sh "$E2E"/Control/*.sh "$E2E"/Storage/*-*.sh; do
	name=$(basename "$script" .sh)
	! wanted "$name" "$@" || run "$name" "$script" "$SIZE"
done

# What breaks the tree on purpose takes longer than all others, and says something of our tests only.
if [ "$SIZE" = full ] && [ "${E2E_SERVER:-dittofs}" = dittofs ] && wanted sabotage "$@"; then
	run sabotage "$E2E/sabotage/run.sh"
fi
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
