# In the VM: one mount, two users with a quota each, and what the kernel makes of it.
# Sourced files and the mount line lie in /host; the host answers each `step` with the next change.

. /host/assert.sh

# as UID COMMAND…
as() { local uid=$1; shift; setpriv --reuid="$uid" --regid="$uid" --clear-groups "$@"; }

# step NAME: tells the host, and goes on when the change is made.
step() {
	touch "/host/at-$1"
	while [ ! -e "/host/go-$1" ]; do sleep 0.2; done
}

# fill UID FILE MEBIBYTES: written and made durable
fill() { as "$1" dd if=/dev/zero of="/mnt/$2" bs=1M count="$3" conv=fsync,notrunc; }

# blocks UID COLUMN: of df, in KiB
blocks() { as "$1" df -k --output="$2" /mnt | tail -n 1 | tr -d ' '; }

check "the share is mounted" sh -c "$(cat /host/mount-line)"
equal "df shows a user his own quota" 8192 "$(blocks 1001 size)"
equal "df shows root the share's" 65536 "$(blocks 0 size)"

check "a user writes within his quota" fill 1001 mine 6
equal "df shows what is left of it" 2048 "$(blocks 1001 avail)"
equal "another user has all of his" 8192 "$(blocks 1002 avail)"
refuse "dd beyond the quota gets EDQUOT" "Disk quota exceeded" fill 1001 more 4
check "rewriting what is there needs no room" fill 1001 mine 6
rm -f /mnt/more
check "another user is not in the way of the first" fill 1002 his 7

refuse "the third file is one too many" "Disk quota exceeded" as 1001 sh -c 'touch /mnt/f1 && touch /mnt/f2 && touch /mnt/f3'
check "what is removed is given back" as 1001 sh -c 'rm -f /mnt/mine /mnt/f1 /mnt/f2 && dd if=/dev/zero of=/mnt/again bs=1M count=7 conv=fsync'

step raise
equal "a new limit is there under the same mount" 20480 "$(blocks 1001 size)"
check "and holds" fill 1001 again 16
refuse "to the byte" "Disk quota exceeded" fill 1001 again 21

check "a file is given away by root" chown 1003 /mnt/his
equal "its bytes go with it" 8192 "$(blocks 1002 avail)"
equal "to the new owner" 1024 "$(blocks 1003 avail)"
sync
finish
