# kill -9 of the server under a live mount: the same mount goes on, and a fresh one finds what was synced.
restart() {
	mkdir /mnt/restart
	python3 /host/survivor.py /mnt/restart | tee /tmp/survivor.log
	equal "the survivor's script ran to its end" 0 "${PIPESTATUS[0]}"
	tally /tmp/survivor.log
	remount
	check "a fresh mount finds every synced file, equal" sh -c 'cd /mnt/restart && sha256sum --quiet -c /tmp/manifest'
	[ -z "${TREE_SUM:-}" ] || equal "the tree from before the kill is as it was" "$TREE_SUM" "$(archive /mnt | sha256sum)"
}
restart
