# The guest's side of smb-kernel.sh: a short round in each dialect, then the parts over 3.1.1.
. /host/assert.sh

# What the mount line takes: VERSION[,seal|sign…]
export CIFS
remount() { cd / && { ! mountpoint -q /mnt || umount /mnt; } && bash /host/mount-line; }

# What the kernel says of its connections. A flag of signing or encryption is a word of its own.
debug_data() { grep -qE -- "$1" /proc/fs/cifs/DebugData || { cat /proc/fs/cifs/DebugData; return 1; }; }

short_round() {
	local dialect; dialect=$(sed 's/,.*//; s/\.//g' <<<"$1")
	[ "$dialect" != 21 ] && [ "$dialect" != 30 ] || dialect=${dialect}0
	CIFS=vers=$1
	check "$1: the kernel mounts the share" remount
	mountpoint -q /mnt || return
	check "$1: the dialect is the one" debug_data "Dialect 0x${dialect:0:3}"
	case $1 in
	*seal*) check "$1: the connection is encrypted" debug_data '[Ee]ncrypt' ;;
	*) check "$1: the connection is signed" debug_data '[Ss]igned' ;;
	esac
	mkdir /mnt/short
	check "$1: a small tree is copied" cp -r /host/small /mnt/short/
	check "$1: a file of 8 MiB is copied" cp /tmp/eight /mnt/short/eight
	check "$1: rename, link, symbolic link, remove" sh -c 'cd /mnt/short && mv eight nine && ln nine ten && ln -s ten eleven && rm nine && test "$(readlink eleven)" = ten && test "$(stat -c %h ten)" = 1'
	remount
	check "$1: the tree is the same after a new mount" diff -r --no-dereference /host/small /mnt/short/small
	check "$1: the file is the same after a new mount" cmp /tmp/eight /mnt/short/eleven
	check "$1: a lock is granted" flock -n /mnt/short/ten true
	check "$1: df" sh -c 'df -k /mnt | grep -q " [1-9]"'
	check "$1: everything is removed" rm -r /mnt/short
	check "$1: the kernel unmounts the share" umount /mnt
}

# A share that requires encryption: the kernel encrypts without being asked to, and a dialect that can't is refused.
sealed_share() {
	local version
	sed "s#//10.0.2.2/[^ ]*#//10.0.2.2/$(cat /host/sealed)#" /host/mount-line >/tmp/sealed-line
	for version in 3.0 3.1.1; do
		CIFS=vers=$version
		check "$version: a share that requires encryption is mounted without seal" bash /tmp/sealed-line
		mountpoint -q /mnt || continue
		check "$version: a file is copied to it" cp /tmp/eight /mnt/eight
		check "$version: it is unmounted" umount /mnt
		check "$version: it is mounted once more" bash /tmp/sealed-line
		check "$version: the file came back the same" cmp /tmp/eight /mnt/eight
		check "$version: its file is removed" rm /mnt/eight
		umount /mnt
	done
	CIFS=vers=2.1
	refuse "2.1: a share that requires encryption is not mounted" 'ermission denied' bash /tmp/sealed-line
}

dd if=/dev/urandom of=/tmp/eight bs=1M count=8 status=none
mkdir -p /host/small && (cd /host && cp checks.py posix.py assert.sh main.sh small/ && mkdir -p small/a/b && for i in $(seq 40); do echo "$i" >"small/a/b/$i"; done)
for round in $ROUNDS; do [ "$round" = - ] || short_round "$round"; done

[ ! -s /host/sealed ] || sealed_share

[ "$PARTS" != - ] || { touch /host/done; exit 0; }
CIFS=vers=3.1.1
# The rules of POSIX that SMB can keep without UNIX extensions. Appends of two processes the client orders only under a lease.
export PROTOCOL=smb RULES='name_lengths remove_errors rename_hard_links sparse_files far_offsets truncate_and_extend truncate_model'
. /host/main.sh
