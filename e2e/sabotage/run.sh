#!/bin/bash
# Breaks one rule of the data path after the other, and demands that the tests which are said to guard the rule fail: a test that never failed proves nothing.
#
#   e2e/sabotage/run.sh [NAME…]     NAME picks sabotages by a part of their name
#
# A sabotage is a file NAME.sabotage: a head (`rule`, `failure` with its number in docs/storage/failures.md, one `test` a line, `file`) and the lines of that
# file to replace. Everything happens in a copy of the tree, with what is not committed yet; SABOTAGE_TREE names a folder to keep it in for the next time.
# First all these tests run without any sabotage and must pass. Then each edit must apply and compile, and each test that it names must fail, in one of its
# cases at the least, by what it asserts and not by running out of time.
set -u
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
ROOT=$(cd "$HERE/../.." && pwd -P)
. "$ROOT/e2e/assert.sh"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 LC_ALL=C.UTF-8

SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/dittofs-sabotage.XXXXXX")
trap 'rm -rf "$SCRATCH"' EXIT
TREE=${SABOTAGE_TREE:-$SCRATCH/tree}
TESTS=$TREE/DittoFs.Web.Tests/bin/Release/net10.0
TIME_MAX=1200          # seconds, for a build and for the tests without sabotage
BROKEN_TIME_MAX=300    # for tests that must fail, and that may hang instead

wanted() {
	local word name=$1; shift
	[ $# = 0 ] && return
	for word in "$@"; do [[ $name == *"$word"* ]] && return; done
	return 1
}

# copy: brings the tree up to date, its build products untouched.
copy() {
	local file
	mkdir -p "$TREE" && cd "$ROOT" && git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
		[ ! -f "$file" ] || cmp -s "$file" "$TREE/$file" || printf '%s\0' "$file"
	done | xargs -0 -r cp --parents -t "$TREE"
	find "$TREE" -type f -not -path '*/bin/*' -not -path '*/obj/*' -printf '%P\0' | while IFS= read -r -d '' file; do
		[ -f "$ROOT/$file" ] || rm "$TREE/$file"
	done
}

# compile PROJECT [ARGUMENT…]: analyzers have their say elsewhere.
compile() {
	local project=$1; shift
	timeout "$TIME_MAX" dotnet build "$TREE/$project" -c Release --no-restore --nologo -v quiet -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false "$@"
}

prepare() {
	copy && dotnet restore "$TREE/DittoFs.sln" --locked-mode -v quiet && compile DittoFs.Web.Tests && rm -rf "$SCRATCH/whole" && mkdir "$SCRATCH/whole" && cp "$TESTS"/DittoFs.*.dll "$SCRATCH/whole"
}

# run_tests SECONDS NAME TEST…: runs tests; the results are in NAME.trx.
run_tests() {
	local limit=$1 name=$2 filter; shift 2
	filter=$(python3 "$HERE/edit.py" filter "$@")
	timeout -k 10 "$limit" dotnet test "$TESTS/DittoFs.Web.Tests.dll" --filter "$filter" --results-directory "$SCRATCH" --logger "trx;LogFileName=$name.trx" </dev/null
}

# sabotage FILE: breaks the tree, has the tests say so, and mends it.
sabotage() {
	local file=$1 name target project test out=$SCRATCH/out
	local -a tests
	name=$(basename "$file" .sabotage)
	target=$(python3 "$HERE/edit.py" field "$file" file)
	project=${target%%/*}
	mapfile -t tests < <(python3 "$HERE/edit.py" field "$file" test)
	cp "$TREE/$target" "$SCRATCH/before" || { fail "$name: $target is there"; return; }
	if ! python3 "$HERE/edit.py" apply "$file" "$TREE" >"$out" 2>&1; then
		fail "$name: the edit applies" "$out"
	elif ! compile "$project" -p:BuildProjectReferences=false >"$out" 2>&1; then
		fail "$name: the sabotage compiles" "$out"
	else
		cp "$TREE/$project/bin/Release/net10.0/$project.dll" "$TESTS"
		run_tests "$BROKEN_TIME_MAX" "$name" "${tests[@]}" >"$out" 2>&1
		for test in "${tests[@]}"; do
			if [ ! -s "$SCRATCH/$name.trx" ]; then
				fail "$name: $test ends" "$out"
			elif python3 "$HERE/edit.py" verdict "$SCRATCH/$name.trx" "$test" >"$SCRATCH/verdict" 2>&1; then
				pass "$name: caught by $test"
				[ -z "${SABOTAGE_VERBOSE:-}" ] || sed 's/^/    /' "$SCRATCH/verdict"
			else
				fail "$name: caught by $test" "$SCRATCH/verdict"
			fi
		done
	fi

	# As text that is newer than what was built from it, so that the next build sees the change back.
	cat "$SCRATCH/before" >"$TREE/$target"
	cp "$SCRATCH/whole/$project.dll" "$TESTS"
}

chosen=()
for file in "$HERE"/*.sabotage; do
	! wanted "$(basename "$file" .sabotage)" "$@" || chosen+=("$file")
done
[ ${#chosen[@]} -gt 0 ] || { echo "no sabotage is named so: $*" >&2; exit 2; }

if ! prepare >"$SCRATCH/out" 2>&1; then
	fail 'the tree builds' "$SCRATCH/out"
	finish
fi

mapfile -t all < <(for file in "${chosen[@]}"; do python3 "$HERE/edit.py" field "$file" test; done | sort -u)
check "the ${#all[@]} tests pass where nothing is broken" run_tests "$TIME_MAX" whole "${all[@]}"
for file in "${chosen[@]}"; do
	sabotage "$file"
done
finish
