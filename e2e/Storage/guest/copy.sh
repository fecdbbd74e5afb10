# In the VM: a source tree onto the share, and synced.
. /host/assert.sh

check "the share is mounted" sh -c "$(cat /host/mount-line)"
check "the tree is copied" tar -C /mnt -xpf /host/tree.tar
check "the kernel writes all of it to the server" sync
check "and the mount goes" umount /mnt
finish
