# A PostgreSQL server of a script's own, with a password, on a free port of 127.0.0.1: sourced, never run. It runs as an unprivileged user and ends with the script.
#
#   pg_init        makes and starts it, with a database; sets PG_CONNECTION and PG_PASSWORD
#   pg_crash       ends it at once, with all that is under way
#   pg_start       starts it again
#   pg_restart     ends it in order and starts it again

need setpriv
PG_BIN=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$PG_BIN" ] || die "postgresql is not installed (e2e/README.md names the packages)"
PG_HOME='' PG_PORT='' PG_PASSWORD="secret-$RANDOM$RANDOM"

# pg_as_owner COMMAND…: initdb and postgres refuse to run as root
pg_as_owner() {
	if [ "$(id -u)" = 0 ]; then
		(cd /tmp && setpriv --reuid=postgres --regid=postgres --clear-groups "$@")
	else
		"$@"
	fi
}

pg_init() {
	PG_HOME=$(mktemp -d "${TMPDIR:-/tmp}/dittofs-e2e-pg.XXXXXX")
	PG_PORT=$(free_port)
	printf '%s' "$PG_PASSWORD" >"$PG_HOME/password"
	[ "$(id -u)" != 0 ] || chown -R postgres "$PG_HOME"
	pg_as_owner "$PG_BIN/initdb" -D "$PG_HOME/data" -U postgres -A scram-sha-256 --pwfile "$PG_HOME/password" -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null || die "initdb failed"
	pg_start
	PG_CONNECTION="Host=127.0.0.1;Port=$PG_PORT;Username=postgres;Password=$PG_PASSWORD;Database=postgres"
}

pg_start() {
	pg_as_owner "$PG_BIN/pg_ctl" -D "$PG_HOME/data" -l "$PG_HOME/log" -w -o "-c listen_addresses=127.0.0.1 -c port=$PG_PORT -c unix_socket_directories=" start >/dev/null </dev/null || die "PostgreSQL does not start"
}

pg_crash() { pg_as_owner "$PG_BIN/pg_ctl" -D "$PG_HOME/data" -w -m immediate stop >/dev/null; }

pg_restart() {
	pg_as_owner "$PG_BIN/pg_ctl" -D "$PG_HOME/data" -w -m fast stop >/dev/null
	pg_start
}

server_cleanup() {
	[ -n "$PG_HOME" ] || return 0
	[ ! -f "$PG_HOME/data/postmaster.pid" ] || pg_crash
	rm -rf "$PG_HOME"
}
