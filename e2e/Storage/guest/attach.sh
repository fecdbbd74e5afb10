# In the VM: a source tree onto the share, and synced. Then the server is lost with all that was on it, and another attaches the share; the mount that was made before goes on.
. /host/assert.sh

sums() { (cd "$1" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum); }

check "the share is mounted" sh -c "$(cat /host/mount-line)"
check "the tree is copied" tar -C /mnt -xpf /host/tree.tar
check "the kernel writes all of it to the server" sync
exec 3</mnt/tree/large
touch /host/copied
for ((i = 0; i < 3000; i++)); do
	[ ! -e /host/attached ] || break
	sleep 0.1
done
check "another server has attached the share" test -e /host/attached
echo 3 >/proc/sys/vm/drop_caches
equal "a file that was open before reads on" "$(sha256sum </host/large | cut -c-64)" "$(sha256sum <&3 | cut -c-64)"
exec 3<&-
sums /mnt/tree >/tmp/got
equal "there are as many files" "$(wc -l </host/sums)" "$(wc -l </tmp/got)"
check "and each has the same bytes" cmp /host/sums /tmp/got
check "and the names of all that is no file are the same" sh -c '(cd /mnt/tree && find . ! -type f -printf "%p %y %l\n" | LC_ALL=C sort) | cmp - /host/names'
check "a new file is made through the old mount" sh -c 'echo new >/mnt/tree/new && sync && test "$(cat /mnt/tree/new)" = new'
finish
