# Byte-range locks between two connections of this machine, which are two clients for the server.
locks() {
	local other=/mnt-other
	mkdir -p $other
	check "a second connection is made" sh -c "sed 's, /mnt\$, $other,; s/-o /-o nosharesock,/' /host/mount-line >/tmp/other-line && sh /tmp/other-line"
	equal "the server sees two" 2 "$(grep -cE '^[0-9]+\) ConnectionId' /proc/fs/cifs/DebugData)"
	python3 /host/locks.py /mnt $other | tee /tmp/locks.log
	equal "the lock checks ran to their end" 0 "${PIPESTATUS[0]}"
	tally /tmp/locks.log
	umount $other
}
locks
