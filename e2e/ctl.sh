# The command line of administrators, for scripts: sourced after lib.sh, never run.

export XDG_CONFIG_HOME=$WORK/config
CTL=${E2E_DITTOFSCTL_DLL:-$ROOT/tools/dittofsctl/bin/Release/net10.0/dittofsctl.dll}
[ -f "$CTL" ] || die "$CTL is not built"

ctl() { dotnet "$CTL" "$@"; }

# ctl_reading TEXT ARGUMENT…: with a password on standard input
ctl_reading() { local text=$1; shift; printf '%s\n' "$text" | ctl "$@"; }

# url UID [PATH]: the share projects as that user, who is a member of no group by the wire
url() { echo "nfs://127.0.0.1/projects${2:-}?version=3&nfsport=$NFS_PORT&mountport=$NFS_PORT&uid=$1&gid=$1"; }
