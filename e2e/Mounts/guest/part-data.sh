# Bytes: big sequential files, random writes that verify, direct I/O, files written at both ends.
data() {
	local mib=$([ "$SIZE" = ci ] && echo 128 || echo 512)
	mkdir /mnt/data
	dd if=/dev/urandom of=/tmp/random bs=1M count=64 status=none
	big() { local i; for ((i = 0; i < mib / 64; i++)); do cat /tmp/random; done; }
	timed check "dd of $mib MiB with conv=fsync" sh -c "for i in \$(seq $((mib / 64))); do cat /tmp/random; done | dd of=/mnt/data/big bs=1M iflag=fullblock conv=fsync"
	remount
	equal "its checksum, read back cold" "$(big | sha256sum)" "$(sha256sum </mnt/data/big)"
	check "its allocated size is about its size" test $(($(stat -c %b /mnt/data/big) / 2048)) -ge $((mib * 9 / 10)) -a $(($(stat -c %b /mnt/data/big) / 2048)) -le $((mib * 11 / 10))
	rm /mnt/data/big
	local fio="fio --output-format=terse --directory=/mnt/data --verify=crc32c --verify_fatal=1 --do_verify=1 --randrepeat=1"
	timed check "fio: random 4 KiB writes verify" $fio --name=random --rw=randwrite --bs=4k --size="$([ "$SIZE" = ci ] && echo 16m || echo 128m)" --fsync=64
	timed check "fio: random writes of 512 bytes to 64 KiB, direct, verify" \
		$fio --name=direct --rw=randwrite --bsrange=512-64k --bs_unaligned=0 --direct=1 --size="$([ "$SIZE" = ci ] && echo 8m || echo 64m)"
	timed check "fio: four writers, mixed reads and writes, verify" $fio --name=mixed --rw=randrw --bs=8k --numjobs=4 --size=4m --end_fsync=1
	remount
	check "fio: what was written verifies after a fresh mount" $fio --name=random --rw=randwrite --bs=4k --size="$([ "$SIZE" = ci ] && echo 16m || echo 128m)" --fsync=64 --verify_only
	rm -r /mnt/data
}
data
