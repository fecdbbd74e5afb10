# One mount of the share projects in the VM, and permissions that change under it: sourced after lib.sh, never run. Who sources it says how each change is made,
# in functions change_grant, change_leave, change_default, change_read-only, change_no-rule, change_rule-again, change_disable, change_enable and
# change_disable-user, and finds what was refused: refused_by RULE, and rule_of_read, the rule by which effective access refuses user1 now.

SHARE=$WORK/share
guest_is_at() { kill -0 "$GUEST" 2>/dev/null || return 2; [ -e "$SHARE/at-$1" ]; }

# answer WAY STEP: waits until the guest is there, makes the change, and lets it go on
answer() {
	wait_for 300 guest_is_at "$2" || return
	check "$2 by $1" "change_$2"
	touch "$SHARE/go-$2"
}

# kernel_client WAY MOUNT-LINE: WAY is what changes are made by
kernel_client() {
	local step rule
	rm -rf "$SHARE"
	mkdir -p "$SHARE"
	cp "$E2E/assert.sh" "$E2E/Control/guest/access.sh" "$SHARE/"
	echo "$2" >"$SHARE/mount-line"
	guest "$SHARE" 600 'bash /host/access.sh' > >(tee "$WORK/guest.log") &
	GUEST=$!
	BACKGROUND+=("$GUEST")
	for step in grant leave default read-only no-rule rule-again disable enable disable-user; do answer "$1" $step; done
	wait "$GUEST"; equal "the guest's script ran to its end without a failure" 0 $?
	tally "$WORK/guest.log"
	for rule in share-permission read-only-client client-rule account-disabled; do
		check "what the kernel was refused is found: $rule" refused_by "$rule"
	done
	equal "effective access says the same of the last" account-disabled "$(rule_of_read)"
}
