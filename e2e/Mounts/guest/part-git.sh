# Git: many small files, renames into place, locks by exclusive create, memory-mapped packs.
git_in_share() {
	export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
	check "git clone" git clone -q --no-local /host/repository.git /mnt/clone
	remount
	cd /mnt/clone || return
	check "git fsck" git fsck --full --strict
	equal "the clone is at the same commit" "$(cat /host/head)" "$(git rev-parse HEAD)"
	equal "git status is clean" "" "$(git status --porcelain)"
	check "git commits" sh -c 'echo new >a-new-file && git add -A && git -c user.name=n -c user.email=e commit -qm "Add a file"'
	check "git gc and fsck again" sh -c 'git gc -q && git fsck --full'
}
git_in_share
