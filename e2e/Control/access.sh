#!/bin/bash
# What clients of NFS and SMB are refused is found with the rule that refused it, and effective access names the same
# rule; the audit log has what was done, and tells when somebody changed it; a key does what it may and no more.
#
#   access.sh [ci|full]
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/ctl.sh"
need dotnet nfs-ls nfs-cp nfs-cat smbclient python3 curl

# refused_by FILTER…: the rules of the refusals that fit, each once
refused_by() { ctl refusals list -o json "$@" | python3 -c 'import json, sys; print(" ".join(sorted({e["rule"] for e in json.load(sys.stdin)["items"]})))'; }

# told WHAT ARGUMENT…: the rule by which effective access refuses WHAT, or "allowed"
told() { local what=$1; shift; ctl share access projects -o json "$@" | python3 -c 'import json, sys; d = json.load(sys.stdin)[sys.argv[1]]; print("allowed" if d["allowed"] else d["rule"])' "$what"; }

server_start
check "the administrator signs in" ctl_reading "$DITTOFS_ADMIN_INITIAL_PASSWORD" login "http://127.0.0.1:$HTTP_PORT" --user admin
for n in 1 2 3; do ctl_reading "password of user $n" user create "user$n" --uid "100$n" --smb >/dev/null; done
check "a share is made" ctl share create projects --root-mode 0777 --client 127.0.0.0/8
ctl share permission set projects --user user1 --level read-write
ctl share permission set projects --user user2 --level read
echo content >"$WORK/file"
check "a user writes" nfs-cp "$WORK/file" "$(url 1001 /file)"

refuse "who may read does not write" "" nfs-cp "$WORK/file" "$(url 1002 /other)"
equal "the refusal names the share permission" share-permission "$(refused_by --share projects --user user2)"
equal "and so does effective access" share-permission "$(told write --user user2 --path /other)"
# nfs-cp makes files for their owner and group alone.
equal "the mode keeps others from reading" mode-bits "$(told read --user user2 --path /file)"
refuse "and so does the server" "" nfs-cat "$(url 1002 /file)"
equal "by the same rule" mode-bits "$(refused_by --user user2 --rule mode-bits)"
equal "its owner may read it" allowed "$(told read --user user1 --path /file)"
check "and does" sh -c 'nfs-cat "$1" | cmp - "$2"' sh "$(url 1001 /file)" "$WORK/file"

refuse "who has nothing does not list" "" nfs-ls "$(url 1003)"
equal "the refusal names the share permission too" share-permission "$(refused_by --user user3)"
ctl user disable user3 >/dev/null
refuse "a disabled user does not list" "" nfs-ls "$(url 1003)"
equal "the refusal names the account" "account-disabled share-permission" "$(refused_by --user user3)"
equal "and so does effective access" account-disabled "$(told read --user user3)"

refuse "a user without permission does not connect over SMB" "" smbclient -p "$SMB_PORT" -U "user2%password of user 2" //127.0.0.1/projects -c 'put /etc/hostname new'
equal "a refused write over SMB is found" share-permission "$(refused_by --protocol smb --user user2)"
equal "and told" share-permission "$(told write --user user2 --protocol smb --path /new)"

check "the share is for another network" ctl share client-rule remove projects 127.0.0.0/8
refuse "the client does not mount any more" "" nfs-ls "$(url 1001)"
equal "the refusal names the client rule" client-rule "$(refused_by --user user1)"
equal "and so does effective access" client-rule "$(told read --user user1 --client 127.0.0.1)"

KEY=$(ctl api-key create script --read-only --scope shares -q)
status() { curl -s -o /dev/null -w '%{http_code}' -X "$1" -H "X-Api-Key: $KEY" "http://127.0.0.1:$HTTP_PORT/api/v1/$2"; }
equal "a key reads what it is for" 200 "$(status GET shares)"
equal "and nothing else" 403 "$(status GET users)"
equal "and changes nothing" 403 "$(status POST shares/projects/disable)"
printf '%s\n' "$KEY" | ctl login "http://127.0.0.1:$HTTP_PORT" --api-key-file - --context robot >/dev/null
equal "a context uses it" "export projects" "$(ctl share list -q --context robot | sort | xargs)"
ctl context use "127.0.0.1:$HTTP_PORT" >/dev/null
check "it is revoked" ctl api-key revoke script --yes
equal "and refused at once" 401 "$(status GET shares)"

check "the audit log is as it was written" ctl audit verify
equal "it has who made the share" admin "$(ctl audit list --action share.create --subject projects -o json | python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["actor"])')"
check "an export has every entry" sh -c '[ "$(dotnet "$1" audit export | wc -l)" -gt 10 ]' sh "$CTL"
python3 - "$WORK/data/control.db" <<'PYTHON'
import sqlite3, sys
with sqlite3.connect(sys.argv[1], timeout=30) as database:
    database.execute("""UPDATE "Audit" SET "Actor" = 'user1' WHERE "Sequence" = 5""")
PYTHON
refuse "a changed entry is found" "from entry 5 on" ctl audit verify
finish
