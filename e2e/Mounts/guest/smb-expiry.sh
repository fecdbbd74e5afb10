# The guest's side of smb-kernel.sh's last part: sign-ins are good for LIFETIME seconds, and whoever uses the mount does not notice.
. /host/assert.sh

works_for() {
	local end=$((SECONDS + $1)) i=0
	while [ "$SECONDS" -lt "$end" ]; do
		i=$((i + 1))
		echo "line $i" >>/mnt/expiry/log || return 1
		[ "$(wc -l </mnt/expiry/log)" = "$i" ] || { echo "line $i: $(wc -l </mnt/expiry/log) lines"; return 1; }
		cp /host/assert.sh "/mnt/expiry/file$i" && cmp /host/assert.sh "/mnt/expiry/file$i" || return 1
		sleep 0.3
	done
	echo "$i rounds"
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
	check "$CIFS: everything is removed" rm -r /mnt/expiry
	check "$CIFS: unmounted" umount /mnt
done
touch /host/done
