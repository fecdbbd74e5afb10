# The guest's side of nfs3-kernel.sh, and the second half of smb-kernel.sh's: mounts the share and runs the parts that are asked for.
. /host/assert.sh

remount() { cd / && { ! mountpoint -q /mnt || umount /mnt; } && bash /host/mount-line; }

# timed COMMAND…: its duration goes to the log, for whoever wonders where the minutes went
timed() { local t=$SECONDS; "$@"; echo "# $* took $((SECONDS - t)) s"; }

check "the kernel mounts the share" remount
mountpoint -q /mnt || exit 1
chmod 755 /mnt
for part in $PARTS; do
	timed . "/host/part-$part.sh"
	cd /
done
check "the kernel unmounts the share" umount /mnt
touch /host/done
echo "# the kernel said:"; dmesg | grep -iE 'nfs|rpc|cifs|BUG|WARN' | grep -viE 'register|version|module|type' | sed 's/^/# /' | tail -n 20
exit 0
