# The guest's side of smb-kernel.sh's last part: sign-ins are good for LIFETIME seconds, and the mount goes on. Linux 6.1 fails the call that is told so with
# EAGAIN, and does the next one in a session of its own making; nothing else may fail.
. /host/assert.sh

append() { echo "$1" >>/mnt/expiry/log; }
copy() { cp /host/assert.sh "$1" && cmp /host/assert.sh "$1"; }

# again COMMAND…: once more if the client was told that its session has expired, and only then
again() { "$@" 2>/tmp/error || { grep -q 'Resource temporarily unavailable' /tmp/error && "$@"; } || { cat /tmp/error; return 1; }; }

works_for() {
	local end=$((SECONDS + $1)) i=0
	while [ "$SECONDS" -lt "$end" ]; do
		i=$((i + 1))
		again append "line $i" || return 1
		again copy "/mnt/expiry/file$i" || return 1
		sleep 0.3
	done
	again cp /mnt/expiry/log /tmp/log && [ "$(wc -l </tmp/log)" = "$i" ] || { echo "$i rounds, but $(wc -l </tmp/log) lines"; return 1; }
}

sessions() { sed -n 's/.*Number of credits.*//; s/.*SessionId: \(0x[0-9a-f]*\).*/\1/p' /proc/fs/cifs/DebugData; }

for CIFS in vers=2.1 vers=3.0 vers=3.1.1 vers=3.1.1,seal; do
	export CIFS
	check "$CIFS: mounted where sign-ins expire" bash /host/mount-line
	mountpoint -q /mnt || continue
	before=$(sessions)
	mkdir /mnt/expiry
	check "$CIFS: files are written and read beyond the lifetime of the sign-in" works_for $((3 * LIFETIME))
	check "$CIFS: the kernel has signed in anew meanwhile" test "$(sessions)" != "$before"
	check "$CIFS: everything is removed" again rm -rf /mnt/expiry
	check "$CIFS: unmounted" umount /mnt
done
touch /host/done
