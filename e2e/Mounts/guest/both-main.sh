# The guest's side of both-protocols.sh: the share by NFS at /nfs, by SMB at /smb, and by SMB as two other accounts.
. /host/assert.sh
export CIFS=vers=3.1.1,actimeo=0

# mount_smb CREDENTIALS WHERE
mount_smb() { mkdir -p "$2" && sed "s,/host/credentials,/host/$1,; s, /mnt\$, $2,; s/-o /-o nosharesock,/" /host/smb-line >/tmp/line && bash /tmp/line; }

# mount_nfs OPTIONS WHERE: nolock is taken out for who wants locks
mount_nfs() { mkdir -p "$2" && sed "s|nolock|$1|; s| /mnt\$| $2|" /host/nfs-line >/tmp/line && bash /tmp/line; }

check "the share is mounted by NFS" mount_nfs nolock,noac /nfs
check "the share is mounted by SMB" mount_smb credentials /smb
mountpoint -q /nfs && mountpoint -q /smb || exit 1

for part in $PARTS; do
	case $part in
	files) python3 /host/both-files.py /nfs /smb | tee /tmp/part.log ;;
	accounts)
		check "the share is mounted by SMB as user1" mount_smb credentials1 /smb1
		check "the share is mounted by SMB as user2" mount_smb credentials2 /smb2
		python3 /host/both-accounts.py /nfs /smb1 /smb2 | tee /tmp/part.log
		;;
	locks)
		# Locks over NFSv3 are NLM, which the client finds by the port mapper.
		check "the share is mounted by NFS with locks" timeout 60 bash -c "$(declare -f mount_nfs)"'; mount_nfs lock,noac /nfs-locks'
		if ! mountpoint -q /nfs-locks; then continue; fi
		python3 /host/locks.py /nfs-locks /smb exclusive_excludes shared_is_shared far_ranges whole_file close_releases death_releases waiter_gets_it asks_who_holds counts_under_lock | tee /tmp/part.log
		;;
	*) continue ;;
	esac
	equal "the script of $part ran to its end" 0 "${PIPESTATUS[0]}"
done
touch /host/done
echo "# the kernel said:"; dmesg | grep -iE 'nfs|rpc|cifs|lockd|BUG|WARN' | grep -viE 'register|version|module|type|Attempting|enabling' | sed 's/^/# /' | tail -n 10
exit 0
