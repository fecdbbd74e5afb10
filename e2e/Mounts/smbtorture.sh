#!/bin/bash
# Samba's smbtorture: each test that Samba itself passes either passes here, or is listed in known-failures/smbtorture.txt
# with the reason. A new failure fails the run, and so does a listed test that passes.
#
#   smbtorture.sh [ci|full]   ci: the tests of conformance/smbtorture-quick.txt; full: all of smbtorture-samba-passes.txt.
#                             E2E_SUITES="smb2.lock smb2.dir" runs only those suites
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need smbtorture curl python3

LIST=$E2E/conformance/$(by_size smbtorture-quick.txt smbtorture-samba-passes.txt)
KNOWN=$E2E/known-failures/smbtorture.txt
LIMIT=$(by_size 60 240)

# The tests of a suite, as they are to run: one by one where only some are wanted, which smbtorture takes by name.
tests_of() { grep -E "^$1(\.|\$)" "$LIST"; }

known() { grep -qxF -- "$1" "$WORK/known"; }

# How a test ended by the log of its suite: success, failure, error or skip; nothing if it did not end.
outcome() { awk -v name="$2" '{ kind = $1; sub(/^[a-z]+: /, ""); sub(/ \[$/, ""); if ($0 == name && kind ~ /^(success|failure|error|skip):$/) { sub(/:/, "", kind); print kind; exit } }' "$1"; }

run_suite() {
	local suite=$1 log=$WORK/torture/$1.log names test end
	mapfile -t names < <(tests_of "$suite")
	# In full the whole suite runs, as its author meant it: a test may lean on the one before.
	local wanted=("$suite")
	[ "$SIZE" = full ] || wanted=("${names[@]}")
	timeout -k 5 "$LIMIT" smbtorture "//127.0.0.1/$SMB_SHARE" -p "$SMB_PORT" -U "$SMB_USER%$SMB_PASSWORD" --option=torture:writetimeupdatedelay=500000 \
		--fullname --maximum-runtime="$LIMIT" "${wanted[@]}" >"$log" 2>&1 </dev/null
	[ $? != 124 ] || echo "# $suite did not end within $LIMIT s"
	for test in "${names[@]}"; do
		end=$(outcome "$log" "$test")
		if known "$test"; then
			if [ "$end" = success ]; then fail "$test passes, but is listed as a known failure"; else KNOWN_SEEN=$((KNOWN_SEEN + 1)); fi
		elif [ "$end" = success ]; then
			pass "$test"
		else
			grep -A 12 -E "^(failure|error): $(sed 's/[][()*.\\]/\\&/g' <<<"$test")( \[|\$)" "$log" >"$WORK/reason" || tail -n 5 "$log" >"$WORK/reason"
			fail "$test ended as '${end:-nothing}'" "$WORK/reason"
		fi
	done
	server_alive || { fail "the server lived through $suite"; server_start; }
}

# smb2.secleak signs in wrongly again and again, after which the server rightly lets nobody from here in for a while: it comes last.
suites() { { cut -d. -f1-2 "$LIST" | sort -u | grep -vx smb2.secleak; grep -x smb2.secleak "$LIST"; } || true; }

# The tests ask for as many credits as Windows and Samba give by default.
export DITTOFS_Smb__CreditsMax=8192
mkdir -p "$WORK/torture"
sed 's/[[:space:]]*#.*//; /^$/d' "$KNOWN" >"$WORK/known"
check "each known failure is a test that Samba passes" sh -c '! grep -vxFf "$1" "$2"' sh "$E2E/conformance/smbtorture-samba-passes.txt" "$WORK/known"
check "each known failure has its reason" sh -c '! grep -vE "^#|^smb2\.[^#]*[^#[:space:]] +# .{8,}" "$1"' sh "$KNOWN"
KNOWN_SEEN=0
server_start
for suite in ${E2E_SUITES:-$(suites)}; do run_suite "$suite"; done
echo "# $KNOWN_SEEN tests failed as is known"
[ -z "${E2E_TORTURE_LOGS:-}" ] || cp -r "$WORK/torture/." "$E2E_TORTURE_LOGS/"
check "the server is still there" server_alive
finish
