#!/bin/bash
# HTTPS of the administration port, by curl, openssl and dittofsctl: a configured certificate and its change while connections are open, one that the
# server makes, what dittofsctl trusts, and the start that is refused.
#
#   tls.sh [ci|full]
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$E2E/ctl.sh"
need dotnet curl openssl python3

NAME=nas.example
TLS=$WORK/tls; mkdir -p "$TLS"

# The authority that clients trust, and the one under it that signs certificates of servers.
authorities() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj '/CN=end-to-end authority' -keyout "$TLS/ca.key" -out "$TLS/ca.pem" 2>/dev/null || return
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=end-to-end issuer' -keyout "$TLS/issuer.key" -out "$TLS/issuer.csr" 2>/dev/null || return
	printf 'basicConstraints=critical,CA:TRUE\n' >"$TLS/issuer.ext"
	openssl x509 -req -in "$TLS/issuer.csr" -CA "$TLS/ca.pem" -CAkey "$TLS/ca.key" -set_serial 2 -days 180 -extfile "$TLS/issuer.ext" -out "$TLS/issuer.pem" 2>/dev/null
}

# issue SERIAL CERTIFICATE KEY: a certificate for $NAME and 127.0.0.1, with its chain, and its key
issue() {
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$NAME" -keyout "$TLS/made.key" -out "$TLS/made.csr" 2>/dev/null || return
	printf 'subjectAltName=DNS:%s,IP:127.0.0.1\n' "$NAME" >"$TLS/made.ext"
	openssl x509 -req -in "$TLS/made.csr" -CA "$TLS/issuer.pem" -CAkey "$TLS/issuer.key" -set_serial "$1" -days 90 -extfile "$TLS/made.ext" -out "$TLS/made.pem" 2>/dev/null || return
	cat "$TLS/made.pem" "$TLS/issuer.pem" >"$2.new" && mv "$2.new" "$2" && mv "$TLS/made.key" "$3"
}

by_name() { curl -sS --cacert "$TLS/ca.pem" --resolve "$NAME:$HTTP_PORT:127.0.0.1" "$@"; }
handshake() { openssl s_client -connect "127.0.0.1:$HTTP_PORT" -servername "$NAME" "$@" </dev/null; }
fingerprint() { handshake 2>/dev/null | openssl x509 -noout -fingerprint -sha256 | cut -d= -f2; }
serial() { handshake 2>/dev/null | openssl x509 -noout -serial | cut -d= -f2; }
serial_is() { [ "$(serial)" = "$1" ]; }
status() { dotnet "$E2E_DITTOFS_DLL" status --data-directory "$WORK/data"; }
status_says() { status | grep -qF "$1"; }
ends_with() { local wanted=$1 rc; shift; "$@" >"$WORK/said" 2>&1; rc=$?; [ "$rc" = "$wanted" ] || { cat "$WORK/said" >&2; return 1; }; }

check "an authority is made" authorities
check "a certificate is issued" issue 0x11 "$TLS/server.pem" "$TLS/server.key"
export DITTOFS_Http__Tls__CertificateFile=$TLS/server.pem DITTOFS_Http__Tls__KeyFile=$TLS/server.key DITTOFS_Http__AllowedHosts=$NAME
server_start

equal "run/server.json names the scheme" https "$HTTP_SCHEME"
check "its authority vouches for it" by_name -f -o /dev/null "https://$NAME:$HTTP_PORT/health/ready"
refuse "nobody else does" "certificate" curl -sS -o /dev/null "https://127.0.0.1:$HTTP_PORT/health/ready"
equal "the chain is sent" 2 "$(handshake -showcerts 2>/dev/null | grep -c 'BEGIN CERTIFICATE')"
check "TLS 1.3 is spoken" handshake -tls1_3
check "TLS 1.2 is spoken" handshake -tls1_2
refuse "TLS 1.1 is not" "alert protocol version" handshake -tls1_1 -cipher 'ALL:@SECLEVEL=0'
equal "HTTP/2 is spoken" 2 "$(by_name -o /dev/null -w '%{http_version}' "https://$NAME:$HTTP_PORT/health/live")"
by_name -D "$WORK/head" -o /dev/null "https://$NAME:$HTTP_PORT/sign-in"
check "browsers are told to come by HTTPS" grep -qi '^strict-transport-security: max-age=2592000' "$WORK/head"
grep -i '^set-cookie' "$WORK/head" >"$WORK/cookies"
check "the page has cookies" test -s "$WORK/cookies"
equal "all of them are secure" "" "$(grep -vi '; secure' "$WORK/cookies")"
equal "plain HTTP is sent to the right address" "308 https://$NAME:$HTTP_PORT/sign-in" "$(by_name -o /dev/null -w '%{http_code} %{redirect_url}' "http://$NAME:$HTTP_PORT/sign-in")"
equal "the API is not spoken in the clear" 400 "$(by_name -o /dev/null -w '%{http_code}' -X POST -d '{}' "http://$NAME:$HTTP_PORT/api/v1/auth/login")"
check "the OpenAPI page works" by_name -f -o /dev/null "https://$NAME:$HTTP_PORT/swagger/index.html"

SERVER=https://127.0.0.1:$HTTP_PORT
check "dittofsctl trusts nobody unasked" ends_with 76 ctl_reading "$SMB_PASSWORD" login "$SERVER" --user admin
check "and says the fingerprint" grep -qF "$(fingerprint)" "$WORK/said"
check "it trusts the authority that it is given" ctl_reading "$SMB_PASSWORD" login "$SERVER" --user admin --ca "$TLS/ca.pem" --context authority
check "it trusts the fingerprint that it is given" ctl_reading "$SMB_PASSWORD" login "$SERVER" --user admin --fingerprint "$(fingerprint)" --context pin
equal "the context keeps it" admin "$(ctl whoami -q --context pin)"

# A connection that stays open while the certificate changes.
mkfifo "$WORK/requests"
openssl s_client -quiet -no_ign_eof -connect "127.0.0.1:$HTTP_PORT" -CAfile "$TLS/ca.pem" <"$WORK/requests" >"$WORK/answers" 2>/dev/null &
BACKGROUND+=($!)
exec 9>"$WORK/requests"
answers() { [ "$(grep -c '^HTTP/1.1 200' "$WORK/answers")" = "$1" ]; }
ask() { printf 'GET /health/live HTTP/1.1\r\nHost: %s\r\n\r\n' "$NAME" >&9; }
ask
check "a connection is open" wait_for 30 answers 1
check "the certificate is replaced" issue 0x22 "$TLS/server.pem" "$TLS/server.key"
check "new connections get the new one" wait_for 60 serial_is 22
ask
check "the open connection goes on" wait_for 30 answers 2
exec 9>&-
check "the status shows it" status_says "$(fingerprint)"
check "who knew the old one by its fingerprint is warned" ends_with 76 ctl whoami --context pin
equal "who trusts the authority goes on" admin "$(ctl whoami -q --context authority)"

cp "$TLS/server.key" "$TLS/right.key"
check "a key comes that does not fit" issue 0x33 "$TLS/other.pem" "$TLS/server.key"
check "the status says so" wait_for 60 status_says "NOT RENEWED"
equal "the old certificate stays in use" 22 "$(serial)"
cp "$TLS/right.key" "$TLS/server.key"
status_is_well() { ! status_says "NOT RENEWED"; }
check "the status is well again with the right key" wait_for 60 status_is_well
server_stop

unset DITTOFS_Http__Tls__CertificateFile DITTOFS_Http__Tls__KeyFile
SERVER_OPTIONS=(--http-listen 0.0.0.0)
server_start
equal "beyond loopback HTTPS is spoken without being asked for" https "$HTTP_SCHEME"
equal "the start shows the fingerprint" 1 "$(grep -c "self-signed certificate SHA-256 $(fingerprint)" "$SERVER_LOG")"
check "the status shows it" status_says "$(fingerprint)"
equal "nobody but its owner may read it" 600 "$(stat -c %a "$WORK/data/tls-self-signed.pem")"
check "curl trusts it when it is given it" curl -sS -f -o /dev/null --cacert "$WORK/data/tls-self-signed.pem" "https://localhost:$HTTP_PORT/health/ready"
check "dittofsctl trusts its fingerprint" ctl_reading "$SMB_PASSWORD" login "https://127.0.0.1:$HTTP_PORT" --user admin --fingerprint "$(fingerprint)" --context own
equal "and works with it" admin "$(ctl whoami -q --context own)"
made=$(fingerprint)
server_stop
server_start
equal "it is the same after a restart" "$made" "$(fingerprint)"
server_stop

export DITTOFS_Http__Tls__Mode=off
check "plain HTTP beyond loopback is refused" ends_with 78 dotnet "$E2E_DITTOFS_DLL" start --data-directory "$WORK/data" --http-port 0 --nfs-port 0 --smb-port 0 --http-listen 0.0.0.0
check "and the refusal says what to do" grep -q 'Http:AllowPlainOffLoopback = true' "$WORK/said"
export DITTOFS_Http__AllowPlainOffLoopback=true
server_start
equal "unless it is asked for" http "$HTTP_SCHEME"
server_stop
finish
