#!/bin/bash
# Backup, wipe of all but the block store, restore by the server's own verbs, with the control plane on SQLite and on PostgreSQL: passwords over REST and SMB, permissions, files, and
# the NFS handles that clients hold are as before.
#
#   backup.sh [ci|full]
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/Storage/postgres.sh"
need nfs-cp nfs-cat smbclient curl python3

dittofs() { dotnet "$E2E_DITTOFS_DLL" "$@" --data-directory "$WORK/data"; }

# handle_of NAME: the handle of a file, as a client holds it
handle_of() {
	PYTHONPATH=$E2E/Mounts/hostile python3 - "$NFS_PORT" "$EXPORT" "$1" <<-'PY'
	import struct, sys
	from rpc import LOOKUP, Rpc, mount, opaque
	port = int(sys.argv[1])
	status, root = mount(port, sys.argv[2].encode())
	assert status == 0, status
	with Rpc(port) as rpc:
	    status, body = rpc.nfs(LOOKUP, opaque(root) + opaque(sys.argv[3].encode()))
	assert status == 0, status
	print(body[4:4 + struct.unpack(">I", body[:4])[0]].hex())
	PY
}

# getattr HANDLE: the status that GETATTR answers
getattr() {
	PYTHONPATH=$E2E/Mounts/hostile python3 - "$NFS_PORT" "$1" <<-'PY'
	import sys
	from rpc import GETATTR, Rpc, opaque
	with Rpc(int(sys.argv[1])) as rpc:
	    print(rpc.nfs(GETATTR, opaque(bytes.fromhex(sys.argv[2])))[0])
	PY
}

smb_as_alice() { smbclient -p "$SMB_PORT" -U 'alice%a password of hers' "//127.0.0.1/$SMB_SHARE" -c "$1"; }

# wipe: nothing is left but the blocks
wipe() {
	find "$WORK/data" -mindepth 1 -maxdepth 1 ! -name blocks -exec rm -r {} +
	[ -z "$PG_PORT" ] || PGPASSWORD=$PG_PASSWORD "$PG_BIN/psql" -q -h 127.0.0.1 -p "$PG_PORT" -U postgres -d postgres -c 'DROP SCHEMA public CASCADE; CREATE SCHEMA public'
}

cut_last_byte() { head -c -1 "$WORK/backup" >"$WORK/cut"; }

everything_comes_back() {
	server_start
	sign_in
	check "an account with a permission is made" server_user alice 'a password of hers' 1001 read
	echo 'what was written before' >"$WORK/before"
	check "a file is written" nfs-cp "$WORK/before" "$(nfs_url /before)"
	handle=$(handle_of before)
	refuse "she may look and not write" ACCESS_DENIED smb_as_alice "put $WORK/before after"
	echo 'the passphrase of the backup' >"$WORK/passphrase"
	check "a backup is made while the server runs" dittofs backup "$WORK/backup" --passphrase-file "$WORK/passphrase"
	equal "only its owner may read it" 600 "$(stat -c %a "$WORK/backup")"
	check "an account is made after it" api POST users '{"userName": "late", "password": "a password of theirs"}'
	refuse "a restore is refused while the server runs" 'in use by another server' dittofs restore "$WORK/backup" --passphrase-file "$WORK/passphrase" --yes
	check "a file is written after it" nfs-cp "$WORK/before" "$(nfs_url /after)"
	late=$(handle_of after)
	check "the metadata of one share are dumped" dittofs metadata dump export "$WORK/export.dump"
	check "the server stops" dittofs stop
	wait "$SERVER_PID"; SERVER_PID=''

	wipe
	echo 'another passphrase' >"$WORK/wrong"
	refuse "another passphrase opens nothing" 'passphrase is wrong' dittofs restore "$WORK/backup" --passphrase-file "$WORK/wrong" --yes
	cut_last_byte
	refuse "so does a backup that was cut" 'was cut' dittofs restore "$WORK/cut" --passphrase-file "$WORK/passphrase" --yes
	equal "and nothing of the share is there" '' "$(find "$WORK/data/damaged" -type f 2>/dev/null)"
	check "the backup is restored" dittofs restore "$WORK/backup" --passphrase-file "$WORK/passphrase" --yes
	server_start
	check "the administrator's token of before still counts" api GET auth/me
	check "so does the password" sign_in
	refuse "what was made after the backup is not there" 404 api GET users/late
	check "alice signs in over SMB and looks" smb_as_alice "ls before"
	refuse "she may not write, as before" ACCESS_DENIED smb_as_alice "put $WORK/before after"
	equal "the handle of before the backup is good" 0 "$(getattr "$handle")"
	equal "the file has its bytes" "$(cat "$WORK/before")" "$(nfs-cat "$(nfs_url /before)")"
	equal "that of a file of after the backup is stale" 70 "$(getattr "$late")"
	check "a file is made anew" nfs-cp "$WORK/passphrase" "$(nfs_url /new)"
	equal "and has not the number of the one that is gone" 70 "$(getattr "$late")"
	check "the master key is replaced while the server runs" dittofs rotate-master-key
	check "alice still signs in over SMB" smb_as_alice ls
	check "all is well" dittofs status
	check "the server stops again" dittofs stop
	wait "$SERVER_PID"; SERVER_PID=''
	refuse "what may be newer is not replaced unasked" 'may be newer' dittofs metadata load export "$WORK/export.dump"
	check "but when it is asked for" dittofs metadata load export "$WORK/export.dump" --replace
	server_start
	equal "the file of the later dump is there, with its bytes" "$(cat "$WORK/before")" "$(nfs-cat "$(nfs_url /after)")"
	equal "and its handle is good" 0 "$(getattr "$late")"
	equal "that of the backup too" 0 "$(getattr "$handle")"
	server_stop
}

everything_comes_back
rm -r "$WORK/data" "$WORK/backup" "$WORK/export.dump"
# The next server is another one, which knows neither the token nor the share of the first.
TOKEN='' DITTOFS_TOKEN='' DITTOFS_ROOT_OPEN=''
pg_init
export DITTOFS_ControlPlane__Provider=Postgres DITTOFS_ControlPlane__ConnectionString=$PG_CONNECTION
everything_comes_back
finish
