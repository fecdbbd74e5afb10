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

known() { grep -qxF -- "$1" "$WORK/known"; }

# How a test ended by its log: success, failure, error or skip; nothing if it did not end.
outcome() { sed -nE "s/^(success|failure|error|skip): .*/\1/p" "$1" | head -n 1; }

# Each test is a process of its own: what one leaves open is closed before the next begins, and one that hangs takes no other along.
run_test() {
	local test=$1 log=$WORK/torture/$1.log end
	timeout -k 5 "$LIMIT" smbtorture "//127.0.0.1/$SMB_SHARE" -p "$SMB_PORT" -U "$SMB_USER%$SMB_PASSWORD" --option=torture:writetimeupdatedelay=500000 \
		--fullname --maximum-runtime="$LIMIT" "$test" >"$log" 2>&1 </dev/null
	end=$(outcome "$log")
	if known "$test"; then
		if [ "$end" = success ]; then fail "$test passes, but is listed as a known failure"; else KNOWN_SEEN=$((KNOWN_SEEN + 1)); fi
	elif [ "$end" = success ]; then
		pass "$test"
	else
		fail "$test ended as '${end:-nothing}'" "$log"
	fi
	server_alive || { fail "the server lived through $test"; server_start; }
}

# smb2.secleak signs in wrongly again and again, after which the server rightly lets nobody from here in for a while: it comes last.
tests() { grep -vx smb2.secleak "$LIST"; grep -x smb2.secleak "$LIST"; }

# wanted TEST: is it of the suites that were asked for?
wanted() { local suite; [ -z "${E2E_SUITES:-}" ] && return; for suite in $E2E_SUITES; do [[ $1 != "$suite" && $1 != "$suite".* ]] || return 0; done; return 1; }

# The tests ask for as many credits as Windows and Samba give by default.
export DITTOFS_Smb__CreditsMax=8192
mkdir -p "$WORK/torture"
sed 's/[[:space:]]*#.*//; /^$/d' "$KNOWN" >"$WORK/known"
check "each known failure is a test that Samba passes" sh -c '! grep -vxFf "$1" "$2"' sh "$E2E/conformance/smbtorture-samba-passes.txt" "$WORK/known"
check "each known failure has its reason" sh -c '! grep -vE "^#|^smb2\.[^#]*[^#[:space:]] +# .{8,}" "$1"' sh "$KNOWN"
KNOWN_SEEN=0
server_start
while IFS= read -r test; do ! wanted "$test" || run_test "$test"; done < <(tests)
echo "# $KNOWN_SEEN tests failed as is known"
[ -z "${E2E_TORTURE_LOGS:-}" ] || cp -r "$WORK/torture/." "$E2E_TORTURE_LOGS/"
check "the server is still there" server_alive
finish
