#!/bin/bash
# Byte-range locks over NFSv3: two Linux kernels in virtual machines lock one file on the server, one of them over SMB too, and the server is killed while one
# holds a lock. They mount without naming ports, so the portmapper is tried too.
#
#   nfs3-locks.sh [ci|full]
#
# It runs in network and mount namespaces of its own: the server gets ports 111, 445 and 2049, and can call the clients back.
if [ -z "${E2E_IN_NAMESPACE:-}" ]; then
	[ "$(id -u)" = 0 ] || { echo "$0 makes namespaces and tap devices: run it as root" >&2; exit 2; }
	"$(dirname "${BASH_SOURCE[0]}")/../kernel-client/kclient" --prepare >&2 || exit 2
	E2E_IN_NAMESPACE=1 exec unshare -nm bash "$0" "$@"
fi
mount -t tmpfs tmpfs /run && ip link set lo up || exit 2
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need qemu-system-x86_64 python3 curl ip

SHARE=$WORK/share
GRACE=12
NFS_PORT=2049 SMB_PORT=445
SERVER_OPTIONS=(--listen 0.0.0.0 --clients 10.0.0.0/8)
export DITTOFS_Nfs__LockGrace=${GRACE}s DITTOFS_ADMIN_INITIAL_PASSWORD='the end-to-end password'
declare -A STEP=()

# boot NAME [NETWORK]: a guest that takes commands
boot() {
	STEP[$1]=0
	"$E2E/kernel-client/kclient" --net "${2:-tap}" --share "$SHARE" --timeout 900 -- "bash /host/agent.sh $1" >"$WORK/$1.log" 2>&1 &
	BACKGROUND+=("$!")
}

# on NAME SECONDS COMMAND: runs it in a guest; its output and exit status are the command's, 124 if the time is up
on() {
	local name=$1 seconds=$2 base
	STEP[$name]=$((STEP[$name] + 1))
	base=$SHARE/$name.${STEP[$name]}
	printf '%s\n' "$3" >"$base.cmd"
	touch "$base.ready"
	wait_for "$seconds" test -e "$base.rc" || { echo "$name did not answer within $seconds s"; return 124; }
	cat "$base.out"
	return "$(cat "$base.rc")"
}

locker() { echo "python3 /host/locker.py $*"; }
try() { on "$1" 60 "$(locker try "${@:2}")"; }

# hold NAME-OF-GUEST KIND FILE NAME [START LENGTH]: begins to wait for a lock
hold() { on "$1" 20 "rm -f /tmp/$4.*; setsid $(locker hold "${@:2}") >/tmp/$4.log 2>&1 &"; }
held() { on "$1" "$3" "for i in \$(seq $(($3 * 6))); do [ -e /tmp/$2.held ] && cat /tmp/$2.held && exit; sleep 0.1; done; cat /tmp/$2.log; exit 1"; }
release() { on "$1" 20 "touch /tmp/$2.release; while [ -e /tmp/$2.held ]; do sleep 0.1; done"; }

# locks_exclude KIND: a lock of that kind keeps others out, and is waited for
locks_exclude() {
	local kind=$1
	hold a "$kind" /mnt/file one >/dev/null
	check "$kind: a free file is locked" held a one 20
	refuse "$kind: another process of the same client is refused" denied try a "$kind" /mnt/file
	refuse "$kind: the other client is refused" denied try b "$kind" /mnt/file
	hold b "$kind" /mnt/file two >/dev/null
	refuse "$kind: the other client waits" '' held b two 3
	release a one
	check "$kind: it is given the lock as soon as it is free, by a call" held b two 12
	refuse "$kind: now the first is refused" denied try a "$kind" /mnt/file
	release b two
	check "$kind: and gets it when the other is done" try a "$kind" /mnt/file
}

mkdir -p "$SHARE"
cp "$E2E"/Mounts/locks/* "$SHARE/"
server_start
boot a
boot b
check "the first client comes up" on a 120 true
check "the second client comes up" on b 120 true

check "showmount lists the share" on b 30 'showmount -e --no-headers 10.0.2.2 | grep -q ^/export'
check "rpcinfo finds NFS, MOUNT, the lock manager and the status monitor" on b 30 '
	out=$(rpcinfo -p 10.0.2.2) && echo "$out"
	for want in "100003 +3 +tcp +2049" "100005 +3 +tcp" "100005 +1 +tcp" "100021 +4 +tcp" "100021 +4 +udp" "100021 +1 +udp" "100024 +1 +udp" "100000 +4 +tcp +111" "100000 +2 +udp +111"; do
		echo "$out" | grep -Eq "$want" || { echo "no $want"; exit 1; }
	done'
check "rpcinfo lists by the newer protocol too" on b 30 'rpcinfo -s 10.0.2.2 | tee /dev/stderr | grep -Eq "100021 +[0-9,]*4"'
check "rpcinfo calls the lock manager over both transports" on b 30 'rpcinfo -T tcp 10.0.2.2 100021 4 && rpcinfo -T udp 10.0.2.2 100021 4 && rpcinfo -T udp 10.0.2.2 100024 1'
for guest in a b; do
	check "client $guest mounts without naming a port, with locks" on $guest 60 'mount -t nfs -o vers=3,tcp 10.0.2.2:/export /mnt && grep "local_lock=none" /proc/mounts'
done
check "a file is made" on a 20 'head -c 1000 /dev/zero >/mnt/file && chmod 666 /mnt/file'

locks_exclude exclusive
locks_exclude flock

if [ "$SIZE" = full ]; then
	boot c user
	check "a client that can't be called mounts" on c 120 'mount -t nfs -o vers=3,tcp 10.0.2.2:/export /mnt'
	hold a exclusive /mnt/file called >/dev/null
	held a called 20 >/dev/null
	hold c exclusive /mnt/file polls >/dev/null
	refuse "it waits" '' held c polls 3
	release a called
	check "it asks again by itself" held c polls 60
	refuse "and holds the lock then" denied try a exclusive /mnt/file
	release c polls
fi

hold a shared /mnt/file reader 0 100 >/dev/null
held a reader 20 >/dev/null
check "a shared lock lets another shared one in" try b shared /mnt/file 50 100
refuse "and no exclusive one" denied try b exclusive /mnt/file 99 1
check "but one beside it" try b exclusive /mnt/file 100 0
equal "a client is told which lock is in the way" "shared 0 100" "$(on b 20 "$(locker ask exclusive /mnt/file 99 1)")"
release a reader

hold a exclusive /mnt/file first >/dev/null
held a first 20 >/dev/null
hold b exclusive /mnt/file gone >/dev/null
refuse "a second waits" '' held b gone 3
check "and is killed" on b 20 "pkill -f 'hold exclusive /mnt/file gone'; sleep 1; ! pgrep -f 'hold exclusive /mnt/file gone'"
release a first
check "nobody holds what it waited for" try a exclusive /mnt/file
check "nor does its client" try b exclusive /mnt/file

printf 'username=admin\npassword=%s\n' "$DITTOFS_ADMIN_INITIAL_PASSWORD" >"$SHARE/credentials"
check "the first client mounts the share over SMB too" on a 60 \
	'mkdir -p /smb && mount -t cifs -o port=445,credentials=/host/credentials,hard,noperm //10.0.2.2/export /smb && [ "$(stat -c %s /smb/file)" = 1000 ]'
hold a exclusive /smb/file smb 0 100 >/dev/null
check "SMB: a free range is locked" held a smb 20
refuse "SMB: a client of NFS is refused" denied try b shared /mnt/file 50 1
check "SMB: but not beside it" try b exclusive /mnt/file 100 1
hold b exclusive /mnt/file nfs 99 10 >/dev/null
refuse "SMB: a client of NFS waits" '' held b nfs 3
release a smb
check "SMB: and is called when the range is free" held b nfs 12
refuse "SMB: which is then refused to SMB" denied try a exclusive /smb/file 105 1
release b nfs
check "SMB: until the client of NFS is done" try a exclusive /smb/file 105 1

hold a exclusive /mnt/file kept 0 500 >/dev/null
held a kept 20 >/dev/null
server_kill
sleep 1
# The period begins at some time of the start, which takes long on a machine that is busy.
restarted=$SECONDS
server_start
refuse "after kill -9 the lock is given back to its holder: the other client is refused" denied try b exclusive /mnt/file 0 1
check "it was told so only after the grace period" test $((SECONDS - restarted)) -ge $((GRACE - 1))
check "the server told both clients" grep -q 'was told of the restart' "$SERVER_LOG"
check "the rest of the file is free" try b exclusive /mnt/file 500 0
release a kept
check "and so is all of it when the holder is done" try b exclusive /mnt/file

hold b exclusive /mnt/file lost >/dev/null
held b lost 20 >/dev/null
refuse "before the second client restarts, its lock is in the way" denied try a exclusive /mnt/file
check "it says that it restarted" on b 60 'sm-notify -f -d & sleep 8; kill %1 2>/dev/null; wait; true'
check "and its locks are free" try a exclusive /mnt/file

check "the clients end" touch "$SHARE/done"
check "the server is still there" server_alive
finish
