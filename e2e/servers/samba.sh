# A peer: Samba's smbd on $WORK/files (Debian: samba). Defaults, but for what serving SMB 2.1 and later on one port of
# 127.0.0.1 takes, and for what DittoFs promises without being asked: signing required, no guests, no anonymous pipes.
# It runs in namespaces of its own: accounts are lines of a private /etc/passwd, and a kill takes every process with it.
# Needs root.

EXPORT_ROOT=$WORK/files
SAMBA=$WORK/samba

server_start() {
	if [ "$SMB_PORT" = 0 ]; then
		SMB_PORT=$(free_port)
		mkdir -p "$SAMBA"/{private,lock,state,cache,pid,ncalrpc} "$EXPORT_ROOT"
		chmod 711 "$WORK"
		chmod 777 "$EXPORT_ROOT"
		[ -z "${SAMBA_DURABLE:-}" ] || chattr +D "$EXPORT_ROOT" || die "the file system of $EXPORT_ROOT can't change directories synchronously"
		cp /etc/passwd /etc/group "$SAMBA/"
		samba_config >"$SAMBA/smb.conf"
		samba_user "$SMB_USER" "$SMB_PASSWORD" 0 || die "no account for Samba"
		server_share_rights
	fi
	unshare --mount --pid --fork --kill-child --mount-proc bash -c '
		mount --bind "$0/passwd" /etc/passwd && mount --bind "$0/group" /etc/group || exit 1
		exec smbd --foreground --no-process-group --debug-stdout --configfile="$0/smb.conf"
	' "$SAMBA" >>"$SERVER_LOG" 2>&1 </dev/null &
	SERVER_PID=$!
	wait_for 30 samba_ready || { tail -n 25 "$SERVER_LOG" >&2; die "smbd did not come up"; }
}

samba_ready() { server_alive || return 2; port_open "$SMB_PORT"; }

samba_config() {
	cat <<-CONF
	[global]
		netbios name = DITTOFS
		workgroup = WORKGROUP
		server role = standalone server
		smb ports = $SMB_PORT
		interfaces = lo
		bind interfaces only = yes
		disable netbios = yes
		server min protocol = SMB2_10
		server signing = mandatory
		map to guest = never
		restrict anonymous = 2
		private dir = $SAMBA/private
		lock directory = $SAMBA/lock
		state directory = $SAMBA/state
		cache directory = $SAMBA/cache
		pid directory = $SAMBA/pid
		ncalrpc dir = $SAMBA/ncalrpc
		passdb backend = tdbsam
		load printers = no
		printcap name = /dev/null
		disable spoolss = yes
		obey pam restrictions = no
		deadtime = 0
		log level = 1
		include = $SAMBA/share.conf

	[$SMB_SHARE]
		path = $EXPORT_ROOT
		read only = no
		strict locking = yes
		create mask = 0777
		directory mask = 0777
		include = $SAMBA/rights.conf
	CONF
	# What is closed is on the disk when the client has its answer; what is made, renamed or removed is by the folder's attribute D, since the module leaves that out.
	[ -z "${SAMBA_DURABLE:-}" ] || printf '\tvfs objects = syncops\n'
	: >"$SAMBA/share.conf"
	: >"$SAMBA/rights.conf"
}

# samba_user NAME PASSWORD UID: an account of this system, as far as this smbd can see, and one of Samba's
samba_user() {
	local line="$1:x:$3:$3::/nonexistent:/usr/sbin/nologin"
	# The first line of a uid is the name that it has.
	printf '%s\n' "$line" "$(cat "$SAMBA/passwd")" >"$SAMBA/passwd.new"
	cat "$SAMBA/passwd.new" >"$SAMBA/passwd"
	[ "$3" = 0 ] || echo "$1:x:$3:" >>"$SAMBA/group"
	samba_tool "printf '%s\\n' \"\$1\" \"\$1\" | smbpasswd -c '$SAMBA/smb.conf' -s -a '$1'" "$2"
}

samba_tool() {
	unshare --mount bash -c "mount --bind '$SAMBA/passwd' /etc/passwd && mount --bind '$SAMBA/group' /etc/group && $1" samba "${2-}" >>"$SERVER_LOG" 2>&1
}

SAMBA_READERS='' SAMBA_WRITERS=$SMB_USER

server_share_rights() {
	{
		echo "valid users = $SAMBA_WRITERS $SAMBA_READERS"
		echo "read list = $SAMBA_READERS"
	} >"$SAMBA/rights.conf"
	[ -z "$SERVER_PID" ] || smbcontrol_reload
}

smbcontrol_reload() { samba_tool "smbcontrol --configfile='$SAMBA/smb.conf' smbd reload-config"; }

# server_user NAME PASSWORD UID none|read|read-write: an account that may use SMB, and its permission on the share
server_user() {
	samba_user "$1" "$2" "$3" || return
	case $4 in
	read) SAMBA_READERS+=" $1" ;;
	read-write) SAMBA_WRITERS+=" $1" ;;
	esac
	server_share_rights
}

server_disable_user() { samba_tool "smbpasswd -c '$SAMBA/smb.conf' -d '$1'"; }

server_alive() { kill -0 "$SERVER_PID" 2>/dev/null; }
server_stop() { server_kill; }
server_kill() { end_pid KILL "$SERVER_PID"; SERVER_PID=''; wait_for 10 samba_gone; }
samba_gone() { ! port_open "$SMB_PORT"; }
server_cleanup() { :; }
server_version() { smbd --version; }
