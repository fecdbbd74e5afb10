# A big directory, listed while others create and remove in it.
crowd() {
	mkdir /mnt/crowd
	python3 /host/crowd.py /mnt/crowd 5000 | tee /tmp/crowd.log
	equal "the crowd's script ran to its end" 0 "${PIPESTATUS[0]}"
	tally /tmp/crowd.log
	[ "$SIZE" = ci ] || timed check "rm -r of 5,000 files" rm -r /mnt/crowd
}
crowd
