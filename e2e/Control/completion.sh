#!/bin/bash
# The scripts by which shells complete the two command lines, loaded into the shells themselves: the Tab key offers what may come next. PowerShell is in no Debian
# package; its script is read by the tests of the commands alone.
#
#   completion.sh [ci|full]
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/ctl.sh"
need dotnet bash zsh fish

mkdir "$WORK/bin"
for program in "dittofsctl $CTL" "dittofs $E2E_DITTOFS_DLL"; do
	read -r name dll <<<"$program"
	printf '#!/bin/sh\nexec dotnet "%s" "$@"\n' "$dll" >"$WORK/bin/$name"
	chmod +x "$WORK/bin/$name"
done
export PATH=$WORK/bin:$PATH HOME=$WORK

# in_bash LINE, in_zsh LINE, in_fish LINE: what the Tab key offers behind it, one a line
in_bash() {
	bash --norc -c '
		source <('"${1%% *}"' completion bash) || exit
		COMP_LINE=$1 COMP_POINT=${#1}
		read -ra COMP_WORDS <<<"$1"
		[[ $1 != *" " ]] || COMP_WORDS+=("")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		complete -p '"${1%% *}"' >/dev/null && _'"${1%% *}"'_complete && printf "%s\n" "${COMPREPLY[@]}"' bash "$1"
}

# compadd works inside of the line editor alone, so it prints here.
in_zsh() {
	zsh -f -c '
		autoload -Uz compinit && compinit -u -d "$HOME/zcompdump"
		source <('"${1%% *}"' completion zsh) || exit
		compadd() { shift; print -l -- "$@" }
		_files() { print files }
		BUFFER=$1 CURSOR=${#1}
		whence "${_comps['"${1%% *}"']}" >/dev/null && _'"${1%% *}" zsh "$1"
}

in_fish() { fish --no-config -c "${1%% *}"' completion fish | source; complete -C "$argv[1]" | cut -f 1' "$1"; }

for shell in bash zsh fish; do
	check "$shell offers a command" grep -qx list <("in_$shell" "dittofsctl share li")
	check "$shell offers the commands below" sh -c "$(declare -f "in_$shell"); [ \"\$(in_$shell 'dittofsctl group ' | grep -cE '^(list|get|create|update|delete)\$')\" = 5 ]"
	equal "$shell offers the words of an option" "yaml" "$("in_$shell" "dittofsctl share list --output ya")"
	check "$shell offers the server's verbs" grep -qx doctor <("in_$shell" "dittofs doc")
	refuse "$shell offers nothing that is no command" "" grep -qx list <("in_$shell" "dittofsctl share list li")
done
finish
