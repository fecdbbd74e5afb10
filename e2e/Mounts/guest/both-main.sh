# The guest's side of both-protocols.sh: the share by NFS at /nfs, and by SMB as user1 at /smb1 and as user2 at /smb2.
. /host/assert.sh
export CIFS=vers=3.1.1,actimeo=0

# mount_smb CREDENTIALS WHERE
mount_smb() { mkdir -p "$2" && sed "s,/host/credentials,/host/$1,; s, /mnt\$, $2,; s/-o /-o nosharesock,/" /host/smb-line >/tmp/line && bash /tmp/line; }

# mount_nfs OPTIONS WHERE: nolock is taken out for who wants locks
mount_nfs() { mkdir -p "$2" && sed "s|nolock|$1|; s| /mnt\$| $2|" /host/nfs-line >/tmp/line && bash /tmp/line; }

check "the share is mounted by NFS" mount_nfs nolock,noac /nfs
check "the share is mounted by SMB" mount_smb credentials1 /smb1
mountpoint -q /nfs && mountpoint -q /smb1 || exit 1
mkdir /nfs/shared && chown 1001:1001 /nfs/shared

# One person on both sides.
as_user1() { setpriv --reuid=1001 --regid=1001 --clear-groups "$@"; }

for part in $PARTS; do
	case $part in
	files) as_user1 python3 /host/both-files.py /nfs/shared /smb1/shared | tee /tmp/part.log ;;
	accounts)
		check "the share is mounted by SMB as another" mount_smb credentials2 /smb2
		python3 /host/both-accounts.py /nfs /smb1 /smb2 | tee /tmp/part.log
		;;
	locks)
		# Locks over NFSv3 are NLM, which the client finds by the port mapper.
		check "the share is mounted by NFS with locks" timeout 60 bash -c "$(declare -f mount_nfs)"'; mount_nfs lock,noac /nfs-locks'
		if ! mountpoint -q /nfs-locks; then continue; fi
		as_user1 python3 /host/locks.py /nfs-locks/shared /smb1/shared exclusive_excludes shared_is_shared far_ranges whole_file close_releases death_releases waiter_gets_it asks_who_holds counts_under_lock | tee /tmp/part.log
		;;
	*) continue ;;
	esac
	equal "the script of $part ran to its end" 0 "${PIPESTATUS[0]}"
done
touch /host/done
echo "# the kernel said:"; dmesg | grep -iE 'nfs|rpc|cifs|lockd|BUG|WARN' | grep -viE 'register|version|module|type|Attempting|enabling' | sed 's/^/# /' | tail -n 10
exit 0
