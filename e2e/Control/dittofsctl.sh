#!/bin/bash
# With nothing but dittofsctl: accounts, a group, two stores, a share, permissions and client rules; then what they say
# is what the kernel's NFS client in the VM and libnfs can do, and a change holds for the next call.
#
#   dittofsctl.sh [ci|full]     with the control plane on PostgreSQL, or on PostgreSQL and then on SQLite
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/ctl.sh"
. "$E2E/access.sh"
. "$E2E/databases.sh"
need qemu-system-x86_64 dotnet nfs-ls nfs-cp smbclient python3

refused_by() { [ -n "$(ctl refusals list --share projects --user user1 --protocol nfs --rule "$1" -q)" ]; }
rule_of_read() { ctl share access projects --user user1 -o json | python3 -c 'import json, sys; print(json.load(sys.stdin)["read"]["rule"])'; }
change_grant() { ctl share permission set projects --user user1 --level read-write; }
change_leave() { ctl group remove-member staff user2; }
change_default() { ctl share update projects --default-permission read; }
change_read-only() { ctl share client-rule set projects 127.0.0.0/8:ro --yes; }
change_no-rule() { ctl share client-rule set projects 192.0.2.0/24 --yes; }
change_rule-again() { ctl share client-rule set projects 127.0.0.0/8 --yes; }
change_disable() { ctl share disable projects --yes; }
change_enable() { ctl share enable projects; }
change_disable-user() { ctl user disable user1; }
smb_session() { ctl session list -o json | python3 -c 'import json, sys; print(next((s["id"] for s in json.load(sys.stdin) if s["users"] == ["admin"] and s["shares"] == ["export"]), ""))'; }
has_smb_session() { [ -n "$(smb_session)" ]; }

all_of_it() {
	server_start
	check "the administrator signs in" ctl_reading "$DITTOFS_ADMIN_INITIAL_PASSWORD" login "http://127.0.0.1:$HTTP_PORT" --user admin
	equal "the session is his" admin "$(ctl whoami -q)"
	check "a user is made" ctl_reading "first user password" user create user1 --uid 1001
	check "another user is made" ctl_reading "second user password" user create user2 --uid 1002
	check "a group is made" ctl group create staff --gid 5000
	check "the group gets a member" ctl group add-member staff user2
	check "a metadata store is made" ctl store create names --use metadata --kind rocksdb
	check "a block store is made" ctl store create big-disk --use block --kind filesystem --option "path=$WORK/data/big-disk"
	check "a share is made on both" ctl share create projects --root-mode 0777 --metadata-store names --block-store big-disk --client 127.0.0.0/8
	check "the user gets a permission" ctl share permission set projects --user user1 --level read
	check "the group gets a permission" ctl share permission set projects --group staff --level read-write
	equal "the list names both shares" "export projects" "$(ctl share list -q | sort | xargs)"
	equal "JSON has the names of the API" 1001 "$(ctl user get user1 -o json | python3 -c 'import json, sys; print(json.load(sys.stdin)["uid"])')"
	refuse "a wrong name is refused" "nobody" ctl share permission set projects --user nobody --level read

	echo content >"$WORK/file"
	check "a member of the group writes" nfs-cp "$WORK/file" "$(url 1002 /file)"
	check "who may read lists it" sh -c 'nfs-ls "$1" | grep -q file' sh "$(url 1001)"
	refuse "who may read does not write" "" nfs-cp "$WORK/file" "$(url 1001 /other)"
	refuse "a stranger does not list" "" nfs-ls "$(url 1003)"

	kernel_client dittofsctl "$(ctl share mount projects /mnt --host 10.0.2.2 --mount-option noac --print)"
	check "the account is enabled again" ctl user enable user1

	# An SMB client that waits for its next command.
	rm -f "$WORK/commands"; mkfifo "$WORK/commands"
	smbclient -p "$SMB_PORT" -U "admin%$DITTOFS_ADMIN_INITIAL_PASSWORD" //127.0.0.1/export <"$WORK/commands" >"$WORK/smbclient.log" 2>&1 &
	SMBCLIENT=$!
	exec 9>"$WORK/commands"
	check "a session shows its account and share" wait_for 30 has_smb_session
	check "it is disconnected" ctl session disconnect "$(smb_session)" --reason 'end-to-end test' --yes
	equal "it is there no more" "" "$(smb_session)"
	# A client that has noticed by itself has left, and what is written then ends its writer.
	(echo ls >&9) 2>/dev/null || true
	exec 9>&-
	wait "$SMBCLIENT" || true
	check "its client can't go on" grep -q 'NT_STATUS' "$WORK/smbclient.log"
	check "who was granted more writes over libnfs too" nfs-cp "$WORK/file" "$(url 1001 /other)"
	check "the client's rule becomes read-only" ctl share client-rule add projects 127.0.0.1 --read-only
	refuse "the client does not write any more" "" nfs-cp "$WORK/file" "$(url 1001 /third)"
	check "the share is disabled" ctl share disable projects --yes
	refuse "the share is gone" "" nfs-ls "$(url 1001)"
	check "the share is deleted" ctl share delete projects --yes
	equal "the list knows it no more" export "$(ctl share list -q)"
	check "the session ends" ctl logout
	refuse "nothing goes without a session" "login" ctl share list
}

for database in $(by_size postgres 'postgres sqlite'); do on_database "$database" all_of_it; done
finish
