# Assertions in shell, for the host and for the guest alike: sourced, never run.
#
#   check NAME COMMAND…     ok if the command succeeds; its output is shown only if it does not
#   refuse NAME WORD COMMAND…   ok if the command fails and says WORD (an error text; '' for any)
#   equal NAME WANT GOT     ok if both strings are the same
#   tally FILE              adds the lines `ok - …` and `not ok - …` of FILE to this script's counts
#   finish                  prints `N passed, N failed` and exits 0 if nothing failed and something passed

PASSED=0 FAILED=0

pass() { PASSED=$((PASSED + 1)); echo "ok - $1"; }

# fail NAME [FILE-WITH-THE-REASON]
fail() {
	FAILED=$((FAILED + 1))
	echo "not ok - $1"
	[ -z "${2-}" ] || tail -n 15 "$2" | cut -c1-400 | sed 's/^/    /'
}

check() {
	local name=$1 out; shift
	out=$(mktemp)
	if "$@" >"$out" 2>&1; then pass "$name"; else fail "$name" "$out"; fi
	rm -f "$out"
}

refuse() {
	local name=$1 word=$2 out; shift 2
	out=$(mktemp)
	if "$@" >"$out" 2>&1; then
		echo "succeeded, but should have failed: $*" >>"$out"
		fail "$name" "$out"
	elif [ -n "$word" ] && ! grep -qi -- "$word" "$out"; then
		echo "failed without saying '$word'" >>"$out"
		fail "$name" "$out"
	else
		pass "$name"
	fi
	rm -f "$out"
}

equal() {
	local out
	if [ "$2" = "$3" ]; then pass "$1"; return; fi
	out=$(mktemp)
	printf 'want: %s\ngot:  %s\n' "$2" "$3" >"$out"
	fail "$1" "$out"
	rm -f "$out"
}

tally() {
	PASSED=$((PASSED + $(grep -c '^ok - ' "$1")))
	FAILED=$((FAILED + $(grep -c '^not ok - ' "$1")))
}

finish() {
	echo "$PASSED passed, $FAILED failed"
	[ "$FAILED" = 0 ] && [ "$PASSED" -gt 0 ]
	exit
}
