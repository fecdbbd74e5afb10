#!/bin/bash
# Samba's client programs and python3-impacket against the server: every command of smbclient in each dialect, signed and
# encrypted; who is refused and with which status; the named pipes by rpcclient; every workload of bench/smbbench.c.
#
#   smbclient.sh [ci|full]        E2E_DIALECTS="SMB3_11:encrypt" runs only those
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need smbclient rpcclient python3 curl tar gcc pkg-config
/usr/bin/python3 -c 'import impacket' 2>/dev/null || die "python3-impacket is not installed (e2e/README.md names the packages)"

DIALECTS=${E2E_DIALECTS:-SMB2_10:sign SMB3_00:sign SMB3_00:encrypt SMB3_02:sign SMB3_11:sign SMB3_11:encrypt}
DIALECT=SMB3_11 PROTECTION=sign FOLDER=''
LOCAL=$WORK/local
USER1_PASSWORD='first user password' USER2_PASSWORD='second user password'

# credentials NAME PASSWORD: a file for -A
credentials() { printf 'username = %s\npassword = %s\n' "$1" "$2" >"$WORK/$1.credentials"; }

client() {
	local user=$1 share=$2; shift 2
	(cd "$LOCAL" && PAGER=cat smbclient "//127.0.0.1/$share" -p "$SMB_PORT" -A "$WORK/$user.credentials" -m "$DIALECT" \
		--option="client min protocol=$DIALECT" --client-protection="$PROTECTION" "$@") 2>&1 </dev/null
}

# as USER COMMANDS: runs them in the folder of this round. smbclient's status says little about commands in the middle.
as() {
	local out rc
	out=$(client "$1" "$SMB_SHARE" ${FOLDER:+-D "$FOLDER"} -c "$2"); rc=$?
	printf '%s\n' "$out"
	[ $rc = 0 ] && ! grep -qE 'NT_STATUS_|Error opening|^Server doesn' <<<"$out"
}

smb() { as "$SMB_USER" "$1"; }

# prints PATTERN COMMAND…: its output has a line with the (extended) pattern, whatever its status
prints() {
	local pattern=$1 out; shift
	out=$("$@" 2>&1 </dev/null)
	printf '%s\n' "$out"
	grep -qE -- "$pattern" <<<"$out"
}

# says PATTERN COMMANDS: they succeed and print a line with the (extended) pattern
says() {
	local out
	out=$(smb "$2"); local rc=$?
	printf '%s\n' "$out"
	[ $rc = 0 ] && grep -qE -- "$1" <<<"$out"
}

# hides PATTERN COMMANDS: they succeed and print no such line
hides() {
	local out
	out=$(smb "$2"); local rc=$?
	printf '%s\n' "$out"
	[ $rc = 0 ] && ! grep -qE -- "$1" <<<"$out"
}

same() { cmp "$LOCAL/$1" "$LOCAL/$2"; }

# What the local folder holds: files of sizes around every border, a tree with many names.
make_local() {
	local size i
	mkdir -p "$LOCAL/tree/inner/deep" "$LOCAL/back"
	for size in 0 1 65535 65536 65537 1048577 "$(by_size 9000001 150000001)"; do head -c "$size" /dev/urandom >"$LOCAL/file-$size"; done
	for ((i = 0; i < $(by_size 60 600); i++)); do echo "file $i" >"$LOCAL/tree/inner/n$i.txt"; done
	head -c 100000 /dev/urandom >"$LOCAL/tree/inner/deep/data.bin"
	echo space >"$LOCAL/tree/with space.txt"
	echo other >"$LOCAL/tree/ümläut-日本語-😀"
}

transfers() {
	local file
	for file in $(cd "$LOCAL" && echo file-*); do
		check "$1: put and get $file" smb "put $file; get $file back/$file"
		check "$1: $file came back the same" same "$file" "back/$file"
	done
	check "$1: put under another name" smb "put file-65537 renamed"
	check "$1: put replaces a longer file" smb "put file-1 renamed"
	check "$1: ls shows the shorter size" says '^  renamed .* 1  ' "ls renamed"
	check "$1: reput goes on where a file ends" smb "put file-0 part; reput file-65537 part; get part back/part"
	check "$1: what was continued is whole" same file-65537 back/part
	head -c 1000 "$LOCAL/file-65537" >"$LOCAL/back/reget"
	check "$1: reget goes on where a local file ends" smb "reget file-65537 back/reget"
	check "$1: what was fetched is whole" same file-65537 back/reget
	check "$1: more shows a file" says '^file 7$' 'put tree/inner/n7.txt m; more m'
	check "$1: scopy copies on the server" smb "scopy file-1048577 copied; get copied back/copied"
	check "$1: the copy is the same" same file-1048577 back/copied
}

listings() {
	check "$1: ls" says '^  file-65536 .* 65536  ' ls
	check "$1: dir" says '^  file-65536 .* 65536  ' dir
	check "$1: l" says '^  file-65536 ' l
	check "$1: a listing has dot and dot-dot" says '^  \.\. ' ls
	check "$1: wildcards pick names" says 'file-65536 ' 'ls file-6553?'
	check "$1: and leave others out" hides 'file-1048577' 'ls file-6553?'
	check "$1: a star with a dot picks an extension" says 'with space.txt' 'put "tree/with space.txt" "with space.txt"; ls *.txt'
	refuse "$1: a pattern that picks nothing" NT_STATUS_NO_SUCH_FILE smb 'ls nothing-*'
	check "$1: case does not matter to a lookup" says '^  file-65536 ' 'ls FILE-65536'
	check "$1: case is kept" says '^  MixedCase ' 'put file-1 MixedCase; ls mixedcase'
	check "$1: a name of another case is the same file" smb 'put file-1 MIXEDCASE; rename mixedcase MixedCase2; del MIXEDcase2'
	# In this version du always takes the share's root.
	check "$1: du sums up" says 'Total number of bytes: 65537$' 'cd ..; put file-65537 counted; du; del counted'
	check "$1: the size of the share" says 'blocks of size .* blocks available' ls
	check "$1: volume names the share" says "Volume: \\|$SMB_SHARE\\| serial number 0x" volume
	check "$1: allinfo of a file" says 'attributes: .*A' 'allinfo file-65536'
	check "$1: allinfo names the data stream" says 'stream: \[::\$DATA\], 65536 bytes' 'allinfo file-65536'
	check "$1: allinfo of a folder" says 'attributes: D' 'mkdir info; allinfo info; rmdir info'
	check "$1: altname" smb 'altname file-65536'
	refuse "$1: allinfo of nothing" NT_STATUS_OBJECT_NAME_NOT_FOUND smb 'allinfo nothing'
	check "$1: showacls" says 'Owner SID:.*S-1-' 'showacls; ls file-65536'
}

folders() {
	check "$1: mkdir and cd and pwd" says '\\dir\\sub' 'mkdir dir; mkdir dir/sub; cd dir/sub; pwd'
	check "$1: md and rd" smb 'md short; rd short'
	refuse "$1: mkdir over a folder" NT_STATUS_OBJECT_NAME_COLLISION smb 'mkdir dir'
	refuse "$1: mkdir below nothing" NT_STATUS_OBJECT_PATH_NOT_FOUND smb 'mkdir nothing/below'
	refuse "$1: rmdir of a full folder" NT_STATUS_DIRECTORY_NOT_EMPTY smb 'rmdir dir'
	refuse "$1: rmdir of a file" NT_STATUS_NOT_A_DIRECTORY smb 'rmdir file-1'
	refuse "$1: cd to nothing" NT_STATUS_OBJECT_NAME_NOT_FOUND smb 'cd nothing'
	refuse "$1: cd to a file" NT_STATUS_NOT_A_DIRECTORY smb 'cd file-1'
	refuse "$1: get of nothing" NT_STATUS_OBJECT_NAME_NOT_FOUND smb 'get nothing back/nothing'
	refuse "$1: get of a folder" NT_STATUS_FILE_IS_A_DIRECTORY smb 'get dir back/dir'
	check "$1: rmdir" smb 'rmdir dir/sub; rmdir dir'
	refuse "$1: what was removed is gone" NT_STATUS_NO_SUCH_FILE smb 'ls dir'
	check "$1: deltree" smb 'mkdir gone; mkdir gone/a; mkdir gone/a/b; put file-1 gone/a/b/c; deltree gone'
	refuse "$1: a name with a colon and no stream" NT_STATUS_ smb 'put file-1 a:b:c:d'
}

renames() {
	check "$1: rename" smb 'put file-1 old; rename old new; allinfo new'
	refuse "$1: the old name is gone" NT_STATUS_NO_SUCH_FILE smb 'ls old'
	refuse "$1: rename over a file" NT_STATUS_OBJECT_NAME_COLLISION smb 'put file-1 other; rename new other'
	check "$1: rename -f over a file" smb 'put file-65537 new; rename new other -f; get other back/other'
	check "$1: it is the renamed one" same file-65537 back/other
	check "$1: rename into another folder" smb 'mkdir to; rename other to/other; del to/other; rmdir to'
	refuse "$1: rename of nothing" NT_STATUS_OBJECT_NAME_NOT_FOUND smb 'rename nothing something'
	check "$1: rename of a folder with a file" smb 'mkdir from; put file-1 from/x; rename from onto; del onto/x; rmdir onto'
	check "$1: hardlink" smb 'put file-65537 one; hardlink one two; del one; get two back/two; del two'
	check "$1: a hard link has the bytes" same file-65537 back/two
	# In this version the name of the link is always one from the root of the share.
	check "$1: symlink makes one that says where it leads" says 'symlink: subst=\[inner.target\]' "symlink inner/target $FOLDER\\link; allinfo link"
	refuse "$1: the client is told to follow it" NT_STATUS_STOPPED_ON_SYMLINK smb 'get link back/link'
	check "$1: del removes the link" smb 'del link'
	check "$1: del with a pattern" smb 'put file-1 a.tmp; put file-1 b.tmp; del *.tmp'
	refuse "$1: all of them are gone" NT_STATUS_NO_SUCH_FILE smb 'ls *.tmp'
	refuse "$1: del of nothing" NT_STATUS_NO_SUCH_FILE smb 'del nothing'
	check "$1: rm and wdel" smb 'put file-1 a.tmp; rm a.tmp; put file-1 b.tmp; wdel 0x26 b.tmp'
}

attributes() {
	check "$1: setmode sets read-only, hidden, system" says 'attributes: RHSA' 'put file-1 mode; setmode mode +rhsa; allinfo mode'
	refuse "$1: a read-only file is not removed" NT_STATUS_CANNOT_DELETE smb 'del mode'
	refuse "$1: a read-only file is not opened for writing" NT_STATUS_ACCESS_DENIED smb 'put file-1 mode'
	check "$1: setmode clears them" says 'attributes: A ' 'setmode mode -rhs; allinfo mode'
	check "$1: the archive bit goes" hides 'attributes: .*A' 'setmode mode -a; allinfo mode'
	check "$1: archive, lowercase, translate, blocksize, iosize are the client's" smb 'archive 0; lowercase; lowercase; translate; translate; blocksize 20; iosize 100000; case_sensitive; case_sensitive; backup; backup; tarmode; timeout 60'
	check "$1: utimes sets the four times" smb 'utimes mode 2019:01:02-03:04:05 2021:02:03-04:05:06 2022:03:04-05:06:07 -1'
	check "$1: the birth" says 'create_time: +Wed Jan  2 03:04:05 2019' 'allinfo mode'
	check "$1: the last access" says 'access_time: +Wed Feb  3 04:05:06 2021' 'allinfo mode'
	check "$1: the last write" says 'write_time: +Fri Mar  4 05:06:07 2022' 'allinfo mode'
	check "$1: a folder's times" says 'write_time: +Fri Mar  4 05:06:07 2022' 'mkdir tf; utimes tf -1 -1 2022:03:04-05:06:07 -1; allinfo tf; rmdir tf'
	check "$1: del of what is writable again" smb 'del mode'
	check "$1: open and close" says 'read/write fnum' 'open file-65537; close 1'
	check "$1: posix extensions are not claimed" posix_is_refused
	check "$1: stat is for UNIX extensions alone" posix_is_refused stat
	check "$1: tid, showconnect, listconnect" says "//127.0.0.1/$SMB_SHARE" 'tid; vuid; showconnect; listconnect'
	check "$1: logoff ends the session cleanly" says 'logoff successful' 'logoff'
	check "$1: tdis and tcon change the tree" says 'successful' "tdis; tcon $SMB_SHARE; ls"
}

posix_is_refused() { prints "doesn't support UNIX CIFS" client "$SMB_USER" "$SMB_SHARE" -c "${1:-posix} file-1"; }

many() {
	check "$1: mput with recurse takes a tree up" smb 'prompt; recurse; mput tree'
	check "$1: a recursive listing goes down" says 'data.bin' 'recurse; ls tree/*'
	check "$1: mget with recurse brings it back" smb 'prompt; recurse; lcd back; mget tree'
	check "$1: the tree came back the same" diff -r "$LOCAL/tree" "$LOCAL/back/tree"
	check "$1: mask picks what recursion takes" smb 'prompt; recurse; mkdir masked; cd masked; mask *.bin; lcd tree/inner; mput *'
	check "$1: lcd" smb 'lcd tree; put "with space.txt" lcd.txt; del lcd.txt'
	check "$1: names of every script" says 'ümläut-日本語-😀' 'ls tree/*'
	check "$1: tar c makes an archive of the share" smb "tar c back/made.tar tree"
	rm -rf "$LOCAL/back/untarred"; mkdir "$LOCAL/back/untarred"
	check "$1: tar of this machine reads it" tar -C "$LOCAL/back/untarred" -xf "$LOCAL/back/made.tar"
	check "$1: it has the tree" diff -r "$LOCAL/tree" "$LOCAL/back/untarred/$FOLDER/tree"
	check "$1: tar x unpacks an archive into the share" smb 'deltree tree; tar x back/made.tar'
	check "$1: it is where the archive says" smb "prompt; recurse; cd $FOLDER; lcd back/untarred; mget tree"
	check "$1: what it unpacked is the tree" diff -r "$LOCAL/tree" "$LOCAL/back/untarred/tree"
	check "$1: deltree removes it all" smb "deltree $FOLDER; deltree masked"
}

# A signed or encrypted connection in the dialect that was asked for.
connection() {
	check "$1: the dialect is the one" prints "negotiated dialect\[$DIALECT\]" client "$SMB_USER" "$SMB_SHARE" -d 4 -c exit
	[ "$PROTECTION" = sign ] || check "$1: messages are encrypted" prints 'Decrypted SMB2 message' client "$SMB_USER" "$SMB_SHARE" -d 5 -c ls
}

round() {
	local name="${1/:/ }"
	DIALECT=${1%:*} PROTECTION=${1#*:} FOLDER=''
	rm -rf "$LOCAL/back"; mkdir "$LOCAL/back"
	connection "$name"
	check "$name: a folder for the round" smb "mkdir ${1/:/-}"
	FOLDER=${1/:/-}
	transfers "$name"
	listings "$name"
	folders "$name"
	renames "$name"
	attributes "$name"
	many "$name"
	check "$name: nothing is left" smb "cd ..; deltree $FOLDER"
	FOLDER=''
}

# ------------------------------------------------------------- who may

# connects USER SHARE [SMBCLIENT-OPTION…]
connects() { client "$1" "$2" "${@:3}" -c 'ls'; }

strangers() {
	DIALECT=SMB3_11 PROTECTION=sign
	credentials "wrong" "x"; sed -i "s/^username.*/username = $SMB_USER/" "$WORK/wrong.credentials"
	credentials nobody-here "some password"
	refuse "a wrong password" NT_STATUS_LOGON_FAILURE connects wrong "$SMB_SHARE"
	refuse "an unknown account" NT_STATUS_LOGON_FAILURE connects nobody-here "$SMB_SHARE"
	refuse "an unknown share" NT_STATUS_BAD_NETWORK_NAME connects "$SMB_USER" not-there
	refuse "nobody" NT_STATUS_ smbclient "//127.0.0.1/$SMB_SHARE" -p "$SMB_PORT" -N -U % -c ls
	refuse "a guest" NT_STATUS_ smbclient "//127.0.0.1/$SMB_SHARE" -p "$SMB_PORT" -U guest%guest -c ls
	refuse "nobody asks for the list of shares" NT_STATUS_ rpcclient "ncacn_np:127.0.0.1" -p "$SMB_PORT" -U % -c netshareenum
	local old
	for old in NT1 SMB2_02; do
		refuse "a client that speaks no more than $old" '' smbclient "//127.0.0.1/$SMB_SHARE" -p "$SMB_PORT" -A "$WORK/$SMB_USER.credentials" -m $old --option="client min protocol=$old" -c ls
	done
	check "the name of a share knows no case" connects "$SMB_USER" "${SMB_SHARE^^}"
}

accounts() {
	check "an account that may write" server_user user1 "$USER1_PASSWORD" 1001 read-write
	check "an account that may read" server_user user2 "$USER2_PASSWORD" 1002 read
	check "an account without permission" server_user user3 "third user password" 1003 none
	credentials user1 "$USER1_PASSWORD"; credentials user2 "$USER2_PASSWORD"; credentials user3 "third user password"
	check "who may write writes" as user1 'mkdir by-user1; put file-65537 by-user1/file; ls by-user1/*'
	check "who may read reads" as user2 'ls; get by-user1/file back/read'
	check "what he read is the same" same file-65537 back/read
	refuse "who may read does not write" NT_STATUS_ as user2 'put file-1 by-user1/other'
	refuse "he makes no folder" NT_STATUS_ as user2 'mkdir another'
	refuse "he removes nothing" NT_STATUS_ as user2 'del by-user1/file'
	refuse "he renames nothing" NT_STATUS_ as user2 'rename by-user1/file by-user1/else'
	check "the file is still there" as user1 'allinfo by-user1/file'
	refuse "who has no permission does not connect" NT_STATUS_ACCESS_DENIED connects user3 "$SMB_SHARE"
	credentials USER1 "$USER1_PASSWORD"
	check "the name of an account knows no case" connects USER1 "$SMB_SHARE"
	disabling
}

# session_open USER COMMAND PATTERN: a session that goes on, by the pipe 9; it has said PATTERN to COMMAND when this returns
session_open() {
	rm -f "$WORK/commands"
	mkfifo "$WORK/commands"
	stdbuf -oL smbclient "//127.0.0.1/$SMB_SHARE" -p "$SMB_PORT" -A "$WORK/$1.credentials" -m SMB3_11 --client-protection=sign <"$WORK/commands" >"$WORK/session.out" 2>&1 &
	SESSION=$!
	BACKGROUND+=("$SESSION")
	exec 9>"$WORK/commands"
	echo "$2" >&9
	check "a session is open" wait_for 20 grep -q "$3" "$WORK/session.out"
}

# session_end COMMAND: says that twice more, and waits for the end
session_end() {
	{ echo "$1"; echo "$1"; } 2>/dev/null >&9
	exec 9>&-
	wait "$SESSION"
}

# An account that is disabled while it is connected: its session ends, and it does not come back.
disabling() {
	local ending='NT_STATUS_(USER_SESSION_DELETED|ACCESS_DENIED|CONNECTION_|NETWORK_SESSION_EXPIRED|INVALID_NETWORK_RESPONSE)'
	session_open user1 'ls by-user1/*' ' file '
	check "its account is disabled" server_disable_user user1
	session_end 'ls by-user1/*'
	check "the open session ended with that" prints "$ending" cat "$WORK/session.out"
	refuse "a disabled account does not come back" 'NT_STATUS_ACCOUNT_DISABLED\|NT_STATUS_LOGON_FAILURE' connects user1 "$SMB_SHARE"
	credentials user1 "not this one"
	refuse "a disabled account with a wrong password learns nothing" NT_STATUS_LOGON_FAILURE connects user1 "$SMB_SHARE"
	check "others go on" as user2 ls
}

# ------------------------------------------------------------- encryption of a share

# What a share wants holds for all who use it, whatever the server offers.
encryption() {
	declare -F server_share_encryption >/dev/null || return 0
	DIALECT=SMB3_11 PROTECTION=sign
	check "a file for the session that goes on" smb 'put file-1 lasting'
	session_open "$SMB_USER" 'ls lasting' ' lasting '
	check "the share comes to require encryption" server_share_encryption required
	session_end 'ls lasting'
	check "who was connected without it is refused" prints NT_STATUS_ACCESS_DENIED cat "$WORK/session.out"
	for DIALECT in SMB3_00 SMB3_11; do
		check "$DIALECT: a client that did not ask for it encrypts by itself" prints 'Decrypted SMB2 message' client "$SMB_USER" "$SMB_SHARE" -d 5 -c ls
		check "$DIALECT: it works" says ' lasting ' 'put file-65537 encrypted; get encrypted back/encrypted; ls lasting'
		check "$DIALECT: what it fetched is the same" same file-65537 back/encrypted
	done
	DIALECT=SMB2_10
	refuse "a client that can't encrypt is refused" NT_STATUS_ACCESS_DENIED connects "$SMB_USER" "$SMB_SHARE"
	check "it still lists the shares" prints "$SMB_SHARE +Disk" smbclient -L 127.0.0.1 -p "$SMB_PORT" -A "$WORK/$SMB_USER.credentials" -m SMB2_10
	check "the share comes to do without" server_share_encryption off
	check "then that client is served" connects "$SMB_USER" "$SMB_SHARE"
	DIALECT=SMB3_11 PROTECTION=encrypt
	refuse "a client that insists is refused" NT_STATUS_ACCESS_DENIED connects "$SMB_USER" "$SMB_SHARE"
	check "the share offers it again" server_share_encryption offered
	check "then it is served" smb 'del lasting; del encrypted'
	PROTECTION=sign
}

# The server again, with settings of SMB that are not the default.
settings() {
	[ "$E2E_SERVER" = dittofs ] || return 0
	server_stop
	export DITTOFS_Smb__DialectMin=2.0.2 DITTOFS_Smb__Encryption=required
	server_start
	DIALECT=SMB2_02 PROTECTION=sign
	refuse "where the server requires encryption, an old client is refused" NT_STATUS_ACCESS_DENIED connects "$SMB_USER" "$SMB_SHARE"
	DIALECT=SMB3_11
	check "a new one encrypts by itself" prints 'Decrypted SMB2 message' client "$SMB_USER" "$SMB_SHARE" -d 5 -c ls
	server_stop
	export DITTOFS_Smb__Encryption=off
	server_start
	DIALECT=SMB2_02
	check "2.0.2 is spoken where it is allowed" prints 'negotiated dialect\[SMB2_02\]' client "$SMB_USER" "$SMB_SHARE" -d 4 -c exit
	check "2.0.2: files go up and come back" smb 'put file-1048577 old; get old back/old; ls old; del old'
	check "2.0.2: what came back is the same" same file-1048577 back/old
	DIALECT=SMB3_11 PROTECTION=encrypt
	refuse "where encryption is off, a client that insists gives up" "server doesn't support SMB3 encryption" connects "$SMB_USER" "$SMB_SHARE"
	server_stop
	unset DITTOFS_Smb__DialectMin DITTOFS_Smb__Encryption
	server_start
}

# ------------------------------------------------------------- sign-ins that end, and those without a password

guest() { (cd "$LOCAL" && smbclient "//127.0.0.1/$1" -p "$SMB_PORT" -m "$DIALECT" "${@:3}" -c "$2") 2>&1 </dev/null; }

sign_ins() {
	[ "$E2E_SERVER" = dittofs ] || return 0
	local way who
	PROTECTION=sign
	check "an account for guests" server_user visitor 'a password of visitors' 2077 read-write
	server_stop
	export DITTOFS_Smb__SessionLifetime=2s DITTOFS_Smb__GuestAccount=visitor
	server_start
	check "a file for the session that expires" smb 'put file-1 expiry'
	printf lasting >"$LOCAL/expiry" && check "with known content" smb 'put expiry'
	SMB_USER=$SMB_USER SMB_PASSWORD=$SMB_PASSWORD SMB_OTHER=user2 SMB_OTHER_PASSWORD=$USER2_PASSWORD PYTHONPATH=$E2E/Mounts \
		/usr/bin/python3 "$E2E/Mounts/smb/impacket-expiry.py" "$SMB_PORT" "$SMB_SHARE" 2 2>&1 | tee "$WORK/expiry.log"
	equal "impacket's script about expiry ran to its end" 0 "${PIPESTATUS[0]}"
	tally "$WORK/expiry.log"
	for DIALECT in SMB2_10 SMB3_00 SMB3_11; do
		for way in '-N -U %' '-U no-such-user%any'; do
			read -ra who <<<"$way"
			check "$DIALECT: a guest ($way) lists the share" prints ' expiry ' guest "$SMB_SHARE" ls "${who[@]}"
			check "$DIALECT: a guest ($way) puts and gets" guest "$SMB_SHARE" 'put file-65537 guests; get guests back/guests' "${who[@]}"
			check "$DIALECT: what the guest fetched is the same" same file-65537 back/guests
			check "$DIALECT: it is the account's for guests" says 'OWNER:.*visitor|Owner SID:.*-2077' 'showacls; ls guests'
			check "$DIALECT: and is removed" guest "$SMB_SHARE" 'del guests' "${who[@]}"
			refuse "$DIALECT: a guest ($way) gets no pipe" NT_STATUS_ACCESS_DENIED rpcclient 127.0.0.1 -p "$SMB_PORT" "${who[@]}" -c srvinfo
		done
		refuse "$DIALECT: an account's name with a wrong password is no guest" NT_STATUS_LOGON_FAILURE guest "$SMB_SHARE" ls -U user2%wrong
		refuse "$DIALECT: the name of a disabled account is no guest" NT_STATUS_LOGON_FAILURE guest "$SMB_SHARE" ls -U user1%wrong
	done
	DIALECT=SMB3_11
	server_stop
	unset DITTOFS_Smb__SessionLifetime DITTOFS_Smb__GuestAccount
	server_start
	refuse "without the setting nobody is a guest" NT_STATUS_LOGON_FAILURE guest "$SMB_SHARE" ls -N -U %
	check "what was there for it is removed" smb 'del expiry'
}

# ------------------------------------------------------------- named pipes

rpc() { rpcclient 127.0.0.1 -p "$SMB_PORT" -A "$WORK/$SMB_USER.credentials" -c "$1" 2>&1 </dev/null; }

# rpc_says NAME PATTERN COMMAND
rpc_says() { check "rpcclient $1" prints "$2" rpc "$3"; }

pipes() {
	local sid
	rpc_says srvinfo '^\s*DITTOFS ' srvinfo
	rpc_says netshareenum "^netname: $SMB_SHARE\$" netshareenum
	rpc_says netshareenumall "^netname: $SMB_SHARE\$" netshareenumall
	rpc_says 'netshareenumall at level 2' "path:" 'netshareenumall 2'
	rpc_says 'netshareenumall names the pipes' '^netname: IPC\$$' netshareenumall
	rpc_says netsharegetinfo "^netname: $SMB_SHARE\$" "netsharegetinfo $SMB_SHARE"
	rpc_says 'netsharegetinfo of nothing' 'WERR_(NERR_NETNAMENOTFOUND|INVALID_NAME)|NetNameNotFound' 'netsharegetinfo not-there'
	rpc_says lsaquery '^Domain Name: ' lsaquery
	rpc_says lookupnames "^$SMB_USER S-1-(5-21|22-1)-.* \(User: 1\)" "lookupnames $SMB_USER"
	sid=$(rpc "lookupnames $SMB_USER" | awk '{print $2}')
	rpc_says lookupsids "^$sid .*\\\\$SMB_USER \(1\)" "lookupsids $sid"
	rpc_says 'lookupsids of everyone' 'Everyone' 'lookupsids S-1-1-0'
	rpc_says 'lookupnames of nobody' 'NT_STATUS_NONE_MAPPED' 'lookupnames nobody-here'
	check "rpcclient over an encrypted connection" prints "^netname: $SMB_SHARE\$" rpc_encrypted netshareenum
	check "smbclient -L lists the share" prints "$SMB_SHARE +Disk" list_shares
	check "smbclient -L lists the pipes" prints 'IPC\$ +IPC' list_shares
}

rpc_encrypted() { rpcclient 127.0.0.1 -p "$SMB_PORT" -A "$WORK/$SMB_USER.credentials" --client-protection=encrypt -c "$1"; }
list_shares() { smbclient -L 127.0.0.1 -p "$SMB_PORT" -A "$WORK/$SMB_USER.credentials" -m SMB3_11; }

impacket() {
	SMB_USER=$SMB_USER SMB_PASSWORD=$SMB_PASSWORD PYTHONPATH=$E2E/Mounts /usr/bin/python3 "$E2E/Mounts/smb/impacket-client.py" "$SMB_PORT" "$SMB_SHARE" 2>&1 | tee "$WORK/impacket.log"
	equal "impacket's script ran to its end" 0 "${PIPESTATUS[0]}"
	tally "$WORK/impacket.log"
}

# Every workload of bench/smbbench.c in small, none of whose calls may fail.
workloads() {
	local jobs
	for jobs in 1 4; do
		check "smbbench completes with $jobs clients" smbbench '' $jobs
		check "smbbench completes with $jobs clients, encrypted" smbbench 1 $jobs
	done
}

smbbench() {
	(if [ -n "$1" ]; then export SMB_ENCRYPT=1; fi
	SMB_USER=$SMB_USER SMB_PASSWORD=$SMB_PASSWORD "$WORK/smbbench" -s "$(by_size 16 128)" -t 1 -n "$(by_size 50 500)" -j "$2" "smb://127.0.0.1:$SMB_PORT/$SMB_SHARE" all)
}

make_local
gcc -O2 -Wall -Wextra -Werror -o "$WORK/smbbench" "$ROOT/bench/smbbench.c" $(pkg-config --cflags --libs smbclient) || die "smbbench.c does not compile"
server_start
credentials "$SMB_USER" "$SMB_PASSWORD"
for dialect in $DIALECTS; do round "$dialect"; done
strangers
pipes
impacket
workloads
accounts
encryption
settings
sign_ins
check "the server is still there" server_alive
server_stop
server_start
check "a file is there after a restart" as user2 'get by-user1/file back/restarted'
check "it is the same" same file-65537 back/restarted
finish
