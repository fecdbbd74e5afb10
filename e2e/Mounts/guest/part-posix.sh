# The rules of POSIX that programs lean on, by errno: python, since a fork costs 20 ms in this machine.
posix() {
	mkdir -m 755 /mnt/posix
	# shellcheck disable=SC2086
	python3 /host/posix.py /mnt/posix ${RULES:-} | tee /tmp/posix.log
	equal "the POSIX checks ran to their end" 0 "${PIPESTATUS[0]}"
	tally /tmp/posix.log
	rm -r /mnt/posix
}
posix
