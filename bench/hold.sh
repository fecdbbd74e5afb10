#!/bin/bash
# Keeps one server running for compare.sh: starts it, writes what compare.sh needs to FILE, waits for SIGTERM.
#
#   E2E_SERVER=dittofs|ganesha hold.sh FILE
FILE=$1; set --
. "$(dirname "${BASH_SOURCE[0]}")/../e2e/lib.sh"
server_start
{
	printf 'URL=%q\n' "$(nfs_url)"
	printf 'PID=%q\n' "$SERVER_PID"
	printf 'VERSION=%q\n' "$(server_version)"
} >"$FILE.new"
mv "$FILE.new" "$FILE"
wait "$SERVER_PID"
