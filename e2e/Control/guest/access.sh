# In the VM: one mount, several users, and permissions that change under it.
# Sourced files and the mount line lie in /host; the host answers each `step` with the next change.

. /host/assert.sh

# as UID COMMAND…
as() { local uid=$1; shift; setpriv --reuid="$uid" --regid="$uid" --clear-groups "$@"; }

# step NAME: tells the host, and goes on when the change is made. The client's memory of what it was once told is
# dropped: it would keep an old "no" until the directory changes. The mount stays.
step() {
	touch "/host/at-$1"
	while [ ! -e "/host/go-$1" ]; do sleep 0.2; done
	sync
	echo 3 >/proc/sys/vm/drop_caches
}

check "the share is mounted by a root that has no permission on it" sh -c "$(cat /host/mount-line)"
check "who may read lists" as 1001 ls /mnt
refuse "who may read does not write" "Permission denied" as 1001 touch /mnt/one
check "a member of a group that may write writes" as 1002 sh -c 'echo two >/mnt/two'
check "who may read reads" as 1001 grep -q two /mnt/two
refuse "a stranger has the default, which is nothing" "Permission denied" as 1003 ls /mnt
refuse "the client's root has nothing either" "Permission denied" ls /mnt

step grant
check "a user who was granted more writes" as 1001 sh -c 'echo one >/mnt/one'

step leave
refuse "who left the group does not write" "Permission denied" as 1002 touch /mnt/three
refuse "who left the group does not even list" "Permission denied" as 1002 ls /mnt

step default
check "a stranger has the new default" as 1003 ls /mnt
refuse "and no more" "Permission denied" as 1003 touch /mnt/four

step read-only
check "a client with a read-only rule reads" as 1001 cat /mnt/one
refuse "a client with a read-only rule does not write" "Read-only file system" as 1001 touch /mnt/five

step no-rule
refuse "a client without a rule has nothing" "Permission denied" as 1001 ls /mnt

step rule-again
check "a client with a rule again goes on under the same mount" as 1001 cat /mnt/one

step disable
refuse "a stopped share answers nothing" "" as 1001 cat /mnt/one

step enable
check "a started share goes on under the same mount" as 1001 grep -q one /mnt/one

step disable-user
refuse "a disabled account has nothing" "Permission denied" as 1001 ls /mnt
finish
