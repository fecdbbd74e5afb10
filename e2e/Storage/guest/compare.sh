# In the VM: every file of the tree, read from the share by a kernel that has never seen it.
. /host/assert.sh

sums() { (cd "$1" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum); }

check "the share is mounted" sh -c "$(cat /host/mount-line)"
sums /mnt/tree >/tmp/got
equal "there are as many files" "$(wc -l </host/sums)" "$(wc -l </tmp/got)"
check "and each has the same bytes" cmp /host/sums /tmp/got
check "and the names of all that is no file are the same" sh -c '(cd /mnt/tree && find . ! -type f -printf "%p %y %l\n" | LC_ALL=C sort) | cmp - /host/names'
finish
