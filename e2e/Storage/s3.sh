# An S3 service for scripts: sourced after lib.sh. Either the one that E2E_S3_ENDPOINT, E2E_S3_ACCESS_KEY, E2E_S3_SECRET_KEY and E2E_S3_BUCKET name, or a radosgw of our own.

S3_DIRECTORY=''

# s3_start: sets S3_ENDPOINT S3_ACCESS_KEY S3_SECRET_KEY S3_BUCKET; a bucket of our own radosgw is made
s3_start() {
	if [ -n "${E2E_S3_ENDPOINT:-}" ]; then
		S3_ENDPOINT=$E2E_S3_ENDPOINT S3_ACCESS_KEY=$E2E_S3_ACCESS_KEY S3_SECRET_KEY=$E2E_S3_SECRET_KEY S3_BUCKET=$E2E_S3_BUCKET
		return
	fi
	S3_DIRECTORY=$(mktemp -d "${TMPDIR:-/tmp}/dittofs-s3.XXXXXX")
	S3_ENDPOINT=$("$E2E/s3-server/radosgw.sh" start "$S3_DIRECTORY" "$(python3 "$E2E/s3-server/free-ports.py")") || die "radosgw does not start"
	S3_ACCESS_KEY=testkey S3_SECRET_KEY=testsecret S3_BUCKET=nas
	s3_request PUT "/$S3_BUCKET" >/dev/null || die "the bucket can't be made"
}

# s3_request METHOD PATH-AND-QUERY: signed by curl, which leaves out the header that S3 wants
s3_request() {
	curl -sS --fail-with-body -X "$1" -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' --aws-sigv4 aws:amz:us-east-1:s3 --user "$S3_ACCESS_KEY:$S3_SECRET_KEY" "$S3_ENDPOINT$2"
}

# s3_options PREFIX [SECRET]: of a store in the bucket, with its secret or a wrong one
s3_options() {
	echo "{\"bucket\": \"$S3_BUCKET\", \"endpoint\": \"$S3_ENDPOINT\", \"prefix\": \"$1\", \"pathStyle\": \"true\", \"accessKey\": \"$S3_ACCESS_KEY\", \"secretKey\": \"${2:-$S3_SECRET_KEY}\"}"
}

s3_stop() { [ -z "$S3_DIRECTORY" ] || "$E2E/s3-server/radosgw.sh" stop "$S3_DIRECTORY" wipe; }
trap 's3_stop; cleanup' EXIT
