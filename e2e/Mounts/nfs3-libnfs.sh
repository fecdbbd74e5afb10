#!/bin/bash
# The libnfs tools, as a user without root would try a server: list, copy up, copy down, print; and every workload
# of bench/nfsbench.c in small, none of whose calls may fail.
#
#   nfs3-libnfs.sh [ci|full]
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need nfs-ls nfs-cp nfs-cat gcc pkg-config python3 curl

# nfs-cp up, nfs-cp down, nfs-cat: three times the same bytes.
copy_up_and_down() {
	local size=$1 name=file-$1
	head -c "$size" /dev/urandom >"$WORK/$name"
	local sum; sum=$(sha256sum <"$WORK/$name")
	check "nfs-cp takes $size bytes up" nfs-cp "$WORK/$name" "$(nfs_url "/$name")"
	check "nfs-cp brings $size bytes down" nfs-cp "$(nfs_url "/$name")" "$WORK/$name.back"
	equal "they are the same" "$sum" "$(sha256sum <"$WORK/$name.back")"
	equal "nfs-cat prints the same" "$sum" "$(nfs-cat "$(nfs_url "/$name")" | sha256sum)"
	check "nfs-ls shows its size" sh -c "nfs-ls '$(nfs_url)' | grep -E ' $size +$name\$'"
}

# What the MOUNT program says of its exports; asked on its own port, since no port mapper is needed for a mount.
exports() {
	PYTHONPATH="$E2E/Mounts/hostile" python3 - "$MOUNT_PORT" <<-'PY'
	import sys
	from rpc import MOUNT, Rpc
	with Rpc(int(sys.argv[1])) as rpc:
	    reply, accept, body = rpc.call(MOUNT, 3, 5)
	assert (reply, accept) == (0, 0), (reply, accept)
	print(body)
	PY
}

workload() {
	check "nfsbench $1 completes without a failed call" "$WORK/nfsbench" -s "$(by_size 32 512)" -t "$(by_size 1 5)" -n "$(by_size 300 5000)" "$(nfs_url)" "$1"
}

compile "$ROOT/bench/nfsbench.c" "$WORK/nfsbench" || die "nfsbench.c does not compile"
server_start
check "nfs-ls lists an empty share" nfs-ls "$(nfs_url)"
equal "EXPORT names the share" 1 "$(exports | grep -c -- "$EXPORT")"
for size in 0 1 4095 4096 4097 1048577 "$(by_size 20000003 300000007)"; do copy_up_and_down "$size"; done
refuse "nfs-cat of what is not there says so" NOENT nfs-cat "$(nfs_url /not-there)"
refuse "a share that is not there cannot be listed" '' nfs-ls "nfs://127.0.0.1/not-there?version=3&nfsport=$NFS_PORT&mountport=$MOUNT_PORT"
workload all
for name in seqwrite seqread randread randwrite create stat readdir unlink smallfile; do workload "$name"; done
server_stop
server_start
equal "the copies are there after a restart" "$(sha256sum <"$WORK/file-1048577")" "$(nfs-cat "$(nfs_url /file-1048577)" | sha256sum)"
finish
