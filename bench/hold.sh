#!/bin/bash
# Keeps one server running for compare.sh: starts it, writes what compare.sh needs to FILE, waits for SIGTERM.
#
#   E2E_SERVER=dittofs|ganesha|samba hold.sh FILE nfs3|smb3
FILE=$1 PROTOCOL=$2; set --
. "$(dirname "${BASH_SOURCE[0]}")/../e2e/lib.sh"
server_start
{
	case $PROTOCOL in
	nfs3) printf 'URL=%q\n' "$(nfs_url)" ;;
	smb3)
		printf 'URL=%q\n' "smb://127.0.0.1:$SMB_PORT/$SMB_SHARE"
		printf 'export SMB_USER=%q SMB_PASSWORD=%q\n' "$SMB_USER" "$SMB_PASSWORD"
		;;
	esac
	printf 'PID=%q\n' "$SERVER_PID"
	printf 'VERSION=%q\n' "$(server_version)"
} >"$FILE.new"
mv "$FILE.new" "$FILE"
wait "$SERVER_PID"
