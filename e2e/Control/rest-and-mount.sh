#!/bin/bash
# With nothing but curl: accounts, a group, two stores, a share, permissions and client rules; then what they say is what
# the kernel's NFS client in the VM can do, and a change holds without a new mount. Last, two clients with different
# rules in two network namespaces.
#
#   rest-and-mount.sh [ci|full]     with the control plane on SQLite, or on SQLite and then on PostgreSQL
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/access.sh"
. "$E2E/databases.sh"
need qemu-system-x86_64 curl python3 ip nfs-ls nfs-cp nfs-cat

NAMESPACES=()

set_rules() { api PUT shares/projects/client-rules "{\"rules\": [$1]}"; }

# A network namespace as a client: joined to this one by a pair of interfaces, with an address of 10.77.N.0/24.
make_client() {
	local name=dittofs-$$-$1
	ip netns add "$name" && NAMESPACES+=("$name") || return
	ip link add "df$$-$1" type veth peer name eth0 netns "$name" &&
		ip addr add "10.77.$1.1/24" dev "df$$-$1" && ip link set "df$$-$1" up &&
		ip -n "$name" addr add "10.77.$1.2/24" dev eth0 && ip -n "$name" link set eth0 up
}

remove_clients() {
	local name
	for name in ${NAMESPACES[@]+"${NAMESPACES[@]}"}; do ip netns delete "$name"; done
	NAMESPACES=()
}
trap 'remove_clients; cleanup' EXIT

# client N COMMAND SOURCE-OR-URL…: runs a libnfs tool in the namespace of client N
client() { local n=$1; shift; ip netns exec "dittofs-$$-$n" "$@"; }
url() { echo "nfs://10.77.$1.1/projects${2:-}?version=3&nfsport=$NFS_PORT&mountport=$NFS_PORT&uid=1001&gid=1001"; }

accounts() {
	sign_in
	check "the administrator signs in" [ -n "$TOKEN" ]
	check "a user is made" api POST users '{"userName": "user1", "password": "first user password", "uid": 1001}'
	check "another user is made" api POST users '{"userName": "user2", "password": "second user password", "uid": 1002}'
	check "a group is made" api POST groups '{"name": "staff", "gid": 5000}'
	check "the group gets a member" api PUT groups/staff/members/user2
	check "a metadata store is made" api POST stores '{"name": "names", "use": "metadata", "kind": "rocksdb"}'
	check "a block store is made" api POST stores "{\"name\": \"big-disk\", \"use\": \"block\", \"kind\": \"filesystem\", \"options\": {\"path\": \"$WORK/data/big-disk\"}}"
	check "a share is made on both" api POST shares '{"name": "projects", "rootMode": "0777", "metadataStore": "names", "blockStore": "big-disk"}'
	check "the user gets a permission" api PUT shares/projects/permissions/users/user1 '{"permission": "read"}'
	check "the group gets a permission" api PUT shares/projects/permissions/groups/staff '{"permission": "read-write"}'
	refuse "a wrong name is refused with its code" user_unknown api PUT shares/projects/permissions/users/nobody '{"permission": "read"}'
}

# refused_by RULE: an operation of the user on the share was refused by it
refused_by() { api GET "refusals?share=projects&user=user1&protocol=nfs&rule=$1" | python3 -c 'import json, sys; sys.exit(not json.load(sys.stdin)["items"])'; }

change_grant() { api PUT shares/projects/permissions/users/user1 '{"permission": "read-write"}'; }
change_leave() { api DELETE groups/staff/members/user2; }
change_default() { api PATCH shares/projects '{"defaultPermission": "read"}'; }
change_read-only() { set_rules '{"network": "127.0.0.0/8", "readOnly": true}'; }
change_no-rule() { set_rules '{"network": "192.0.2.0/24"}'; }
change_rule-again() { set_rules '{"network": "127.0.0.0/8"}'; }
change_disable() { api POST shares/projects/disable; }
change_enable() { api POST shares/projects/enable; }
change_disable-user() { api POST users/user1/disable; }
rule_of_read() { api GET 'shares/projects/effective-access?user=user1' | python3 -c 'import json, sys; print(json.load(sys.stdin)["read"]["rule"])'; }

two_networks() {
	check "two clients in networks of their own" eval 'make_client 1 && make_client 2'
	check "the NFS server listens there too" api PATCH adapters/nfs '{"listenAddresses": ["127.0.0.1", "10.77.1.1", "10.77.2.1"]}'
	# The command line asked for any free port, and each start of the listener takes one.
	NFS_PORT=$(dittofs_port nfs)
	check "each network has its rule" set_rules '{"network": "10.77.1.0/24"}, {"network": "10.77.2.0/24", "readOnly": true}'
	echo from-one >"$WORK/one"
	check "the first client writes" client 1 nfs-cp "$WORK/one" "$(url 1 /from-one)"
	equal "the second client reads" from-one "$(client 2 nfs-cat "$(url 2 /from-one)")"
	refuse "the second client does not write" "" client 2 nfs-cp "$WORK/one" "$(url 2 /from-two)"
	check "the rules are changed over" set_rules '{"network": "10.77.2.0/24"}'
	check "the second client writes" client 2 nfs-cp "$WORK/one" "$(url 2 /from-two)"
	refuse "the first client is refused" "" client 1 nfs-ls "$(url 1)"
}

all_of_it() {
	server_start
	accounts
	kernel_client REST "$(EXPORT=/projects MOUNT_OPTIONS=,noac mount_line)"
	check "the account is enabled again" api POST users/user1/enable
	check "REST lists the mount" sh -c "$(declare -f api); HTTP_PORT=$HTTP_PORT TOKEN=$TOKEN; api GET mounts | grep -q /projects"
	two_networks
	remove_clients
}

for database in $(by_size sqlite 'sqlite postgres'); do on_database "$database" all_of_it; done
finish
