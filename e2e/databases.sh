# The databases that a control plane can be on: sourced after lib.sh, never run.
. "$E2E/Storage/postgres.sh"

# on_database sqlite|postgres COMMAND…: does it on an empty data directory, with the control plane on an empty database of that kind
on_database() {
	local database=$1; shift
	[ -z "$SERVER_PID" ] || server_stop
	rm -rf "$WORK/data"
	NFS_PORT=0 HTTP_PORT=0 SMB_PORT=0 TOKEN='' DITTOFS_TOKEN=''
	unset DITTOFS_ControlPlane__Provider DITTOFS_ControlPlane__ConnectionString
	if [ "$database" = postgres ]; then
		pg_init
		export DITTOFS_ControlPlane__Provider=postgres DITTOFS_ControlPlane__ConnectionString="$PG_CONNECTION"
	fi
	echo "# the control plane is on $database"
	"$@"
	check "the server is still there, on $database" server_alive
}
