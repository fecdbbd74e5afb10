# What is SMB's own: case, characters that it does not know, times of 100 ns, symbolic links as files, smbinfo.
smb_rules() {
	mkdir /mnt/rules
	python3 /host/smb-rules.py /mnt/rules | tee /tmp/smb-rules.log
	equal "the SMB checks ran to their end" 0 "${PIPESTATUS[0]}"
	CIFS=$CIFS,nolease remount
	python3 /host/smb-rules.py /mnt/rules links | tee -a /tmp/smb-rules.log
	equal "those without leases too" 0 "${PIPESTATUS[0]}"
	tally /tmp/smb-rules.log
	rm -r /mnt/rules
	remount
}

# What the server keeps of a symbolic link, seen by a mount that does not interpret it.
symlink_files() {
	ln -s where/it/points /mnt/link
	umount /mnt
	sed 's/,mfsymlinks//' /host/mount-line >/tmp/plain-line
	check "a mount without symbolic links" bash /tmp/plain-line
	equal "a symbolic link is a file of 1067 bytes for others" "regular file 1067" "$(stat -c '%F %s' /mnt/link)"
	equal "it has its mark and its length" "XSym 0015" "$(head -n 2 /mnt/link | xargs)"
	remount
	equal "it is a symbolic link again" where/it/points "$(readlink /mnt/link)"
	rm /mnt/link
}

smbinfo_says() {
	local out
	out=$(smbinfo "$1" "$3" 2>&1); local rc=$?
	printf '%s\n' "$out"
	[ $rc = 0 ] && grep -qE -- "$2" <<<"$out"
}

smbinfo_commands() {
	head -c 70000 /dev/urandom >/mnt/asked
	check "smbinfo fileallinfo" smbinfo_says fileallinfo 'End Of File: 70000' /mnt/asked
	check "smbinfo filebasicinfo" smbinfo_says filebasicinfo 'Last Write Time' /mnt/asked
	check "smbinfo filestandardinfo" smbinfo_says filestandardinfo 'Number of Links: 1' /mnt/asked
	check "smbinfo fileaccessinfo" smbinfo_says fileaccessinfo '0x[0-9a-f]+' /mnt/asked
	check "smbinfo filealigninfo" smbinfo_says filealigninfo 'lignment' /mnt/asked
	check "smbinfo filemodeinfo" smbinfo_says filemodeinfo 'ode' /mnt/asked
	check "smbinfo filepositioninfo" smbinfo_says filepositioninfo 'Current Byte Offset' /mnt/asked
	check "smbinfo filefsfullsizeinfo" smbinfo_says filefsfullsizeinfo 'ytes [Pp]er [Ss]ector' /mnt/asked
	check "smbinfo fileeainfo" smbinfo_says fileeainfo 'E[Aa] Size' /mnt/asked
	check "smbinfo filestreaminfo" smbinfo_says filestreaminfo '::\$DATA' /mnt/asked
	check "smbinfo secdesc" smbinfo_says secdesc 'Owner: S-1-' /mnt/asked
	check "getcifsacl" sh -c 'getcifsacl /mnt/asked | grep -q "OWNER:"'
	rm /mnt/asked
}

smb_rules
symlink_files
smbinfo_commands
