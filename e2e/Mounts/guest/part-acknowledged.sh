# kill -9 of the server under fio, which waits for an fsync after each write: every block that was acknowledged is there afterwards.
# Each round has a file of its own, in which each block is written once, so that nothing written later hides a loss. The rate makes a round last longer than
# the wait before its kill, however fast the server is.
acknowledged() {
	local rounds round fio alive=0 whole=0
	local write="fio --output-format=terse --directory=/mnt/acknowledged --rw=randwrite --bs=4k --fsync=1 --rate_iops=200 --verify=crc32c --randrepeat=1 --size=$([ "$SIZE" = ci ] && echo 6m || echo 12m)"
	rounds=$([ "$SIZE" = ci ] && echo 3 || echo 10)
	mkdir /mnt/acknowledged
	for round in $(seq "$rounds"); do
		$write --name="round$round" --do_verify=0 >/tmp/fio.log 2>&1 &
		fio=$!
		sleep "$((1 + round % 3)).$((RANDOM % 10))"
		if kill -0 "$fio" 2>/dev/null; then alive=$((alive + 1)); fi
		rm -f /host/back
		touch /host/kill-please
		while [ ! -e /host/back ]; do sleep 0.1; done
		if wait "$fio"; then whole=$((whole + 1)); else cat /tmp/fio.log; fi
	done
	equal "the server was killed while fio was writing, each round" "$rounds" "$alive"
	equal "fio's fsyncs all succeeded, over the kills" "$rounds" "$whole"

	# Once more, with nothing under way: the client has nothing that it could send again.
	rm -f /host/back
	touch /host/kill-please
	while [ ! -e /host/back ]; do sleep 0.1; done
	remount
	for round in $(seq "$rounds"); do
		check "round $round: every acknowledged block is there" $write --name="round$round" --verify_only
	done
}
acknowledged
