#!/usr/bin/env bash
# All tests, and the only thing that CI runs:
#
#   ./test.sh        everything that belongs to each change: unit tests, then real clients against a real server
#   ./test.sh unit   the unit tests alone
#   ./test.sh full   all of it, with the long tests
#
# The last line of the output is the sum of all suites, "N passed, N failed"; the exit status is 0 only without a failure.
# Missing Debian packages are installed when root runs this, and are a failure otherwise: nothing is skipped.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# What e2e/README.md says: the kernel's NFS and SMB clients in a virtual machine, libnfs and its tools, Samba's clients and its test suite, a compiler for the test
# programs, a browser, a database, an S3 service.
packages=(chromium qemu-system-x86 e2fsprogs iproute2 curl gcc libc6-dev pkg-config libnfs-dev libnfs-utils python3 git postgresql util-linux
	ceph-mon ceph-mgr ceph-osd radosgw ceph-common smbclient samba-testsuite libsmbclient-dev python3-impacket zsh fish nginx-light)

size=${1:-ci}
case $size in
	unit | ci | full) ;;
	*) echo "usage: $0 [unit|full]" >&2; exit 64 ;;
esac

exec </dev/null
results=$PWD/TestResults
passed=0 failed=0

# count PASSED FAILED SUITE: adds a suite to the sum.
count() {
	passed=$((passed + $1)) failed=$((failed + $2))
	echo "== $3: $1 passed, $2 failed"
}

# failures: the names of what failed, once more at the end, where even a cut output shows them.
failures() {
	local file
	for file in "$results"/*.trx; do
		[ ! -s "$file" ] || sed -n 's/.*<UnitTestResult.* testName="\([^"]*\)".* outcome="\(Failed\|NotExecuted\|Timeout\|Aborted\)".*/failed: \1/p' "$file"
	done
	[ ! -s "$results/e2e.out" ] || sed -n 's/^not ok - /failed: /p' "$results/e2e.out"
}

finish() {
	[ "$failed" = 0 ] || failures
	echo "$passed passed, $failed failed"
	[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
	exit
}

# broken SUITE: a suite that could not run to its end is a failure of its own.
broken() {
	count 0 1 "$1"
	finish
}

installed() { dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }

install_packages() {
	local package missing=()
	for package in "${packages[@]}"; do
		installed "$package" || missing+=("$package")
	done

	[ ${#missing[@]} -gt 0 ] || return 0
	[ "$(id -u)" = 0 ] || { echo "These Debian packages are missing: ${missing[*]}" >&2; return 1; }
	apt-get -qq update
	DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
}

build() {
	# Locked: the versions in packages.lock.json and no others.
	dotnet restore DittoFs.sln --locked-mode
	dotnet build DittoFs.sln -c Release --no-restore -warnaserror
}

# counter FILE NAME: a number of a result file.
counter() { sed -n "s/.*<Counters[^>]* $2=\"\([0-9]*\)\".*/\1/p" "$results/$1"; }

unit_tests() {
	local filter=()
	case $size in
		# While working, one database is enough; the crash sweep runs beside nothing else.
		unit) filter=(--filter 'Category!=Slow&Category!=Crash&Needs!=S3&DisplayName!~Postgres') ;;
		ci) filter=(--filter 'Category!=Slow&Needs!=S3') ;;
		full) filter=(--filter 'Needs!=S3') ;;
	esac
	rm -rf "$results"
	# The status says only what the counters say better; no result file at all is another matter.
	dotnet test DittoFs.Web.Tests -c Release --no-build "${filter[@]}" --blame-hang-timeout 5m \
		--results-directory "$results" --logger 'trx;LogFileName=unit.trx' --logger 'console;verbosity=minimal' || true
	[ -s "$results/unit.trx" ] || broken 'unit tests'

	# A test that was not run is not a test that passed.
	count "$(counter unit.trx passed)" "$(($(counter unit.trx total) - $(counter unit.trx passed)))" 'unit tests'
}

# The S3 store against the service that DITTOFS_TEST_S3_* name, or a radosgw of our own. Completions run inline, as in the server.
s3_tests() {
	local directory='' endpoint=${DITTOFS_TEST_S3_ENDPOINT:-}
	if [ -z "$endpoint" ]; then
		directory=$(mktemp -d)
		endpoint=$(e2e/s3-server/radosgw.sh start "$directory" "$(python3 e2e/s3-server/free-ports.py)") || broken 'S3 tests'
	fi
	DITTOFS_TEST_S3_ENDPOINT=$endpoint DITTOFS_TEST_S3_BUCKET=${DITTOFS_TEST_S3_BUCKET:-dittofs-test} \
		DITTOFS_TEST_S3_ACCESS_KEY=${DITTOFS_TEST_S3_ACCESS_KEY:-testkey} DITTOFS_TEST_S3_SECRET_KEY=${DITTOFS_TEST_S3_SECRET_KEY:-testsecret} \
		DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 \
		dotnet test DittoFs.Web.Tests -c Release --no-build --filter 'Needs=S3' --blame-hang-timeout 5m \
		--results-directory "$results" --logger 'trx;LogFileName=s3.trx' --logger 'console;verbosity=minimal' || true
	[ -z "$directory" ] || e2e/s3-server/radosgw.sh stop "$directory" wipe
	[ -s "$results/s3.trx" ] || broken 'S3 tests'
	count "$(counter s3.trx passed)" "$(($(counter s3.trx total) - $(counter s3.trx passed)))" 'S3 tests'
}

# A browser against the server that was built.
console_tests() {
	E2E_DITTOFS_DLL=$PWD/DittoFs.Web/bin/Release/net10.0/DittoFs.Web.dll dotnet test e2e -c Release --no-build --filter 'Category=Console' --blame-hang-timeout 5m \
		--results-directory "$results" --logger 'trx;LogFileName=console.trx' --logger 'console;verbosity=minimal' || true
	[ -s "$results/console.trx" ] || broken 'console tests'
	count "$(counter console.trx passed)" "$(($(counter console.trx total) - $(counter console.trx passed)))" 'console tests'
}

# The scripts sum themselves up; each of their checks counts as a test.
end_to_end() {
	local output=$results/e2e.out sum status=0
	E2E_DITTOFS_DLL=$PWD/DittoFs.Web/bin/Release/net10.0/DittoFs.Web.dll e2e/run.sh "$size" 2>&1 | tee "$output" || status=$?
	sum=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$output" | tail -n 1)
	[[ $sum =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]] || broken 'end-to-end tests'
	local good=${BASH_REMATCH[1]} bad=${BASH_REMATCH[2]}
	[ "$status" = 0 ] || [ "$bad" != 0 ] || bad=1
	count "$good" "$bad" 'end-to-end tests'
}

command -v dotnet >/dev/null || { echo 'The .NET SDK 10 is missing.' >&2; broken 'preparation'; }
[ "$size" = unit ] || install_packages || broken 'preparation'
build || broken 'build'
unit_tests
if [ "$size" != unit ]; then
	e2e/kernel-client/kclient --prepare || broken 'preparation of the virtual machine'
	s3_tests
	console_tests
	end_to_end
fi
finish
