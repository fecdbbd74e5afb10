# The guest's side of machine.sh: the server on the disk that keeps its word, until /host/stop is there or the power is cut.
mkdir -p /data && mount -t ext4 /dev/vdb /data || exit 1
export LD_LIBRARY_PATH=/host/lib DOTNET_ROOT=/host/dotnet DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
DITTOFS_ADMIN_INITIAL_PASSWORD=$(cat /host/password); export DITTOFS_ADMIN_INITIAL_PASSWORD
export DITTOFS_Nfs__ListenAddresses=0.0.0.0 DITTOFS_Smb__ListenAddresses=0.0.0.0 DITTOFS_Http__ListenAddresses=0.0.0.0
# What reaches the guest is a forwarded port of this machine's loopback.
export DITTOFS_Http__Tls__Mode=off DITTOFS_Http__AllowPlainOffLoopback=true
rm -f /data/dittofs/run/server.json
/host/dotnet/dotnet /host/server/DittoFs.Web.dll start --quick-start --trust-root --data-directory /data/dittofs --nfs-port 2049 --smb-port 445 --http-port 8080 &
server=$!
until [ -s /data/dittofs/run/server.json ]; do
	kill -0 "$server" 2>/dev/null || exit 1
	sleep 0.2
done
touch /host/ready
until [ -e /host/stop ]; do
	kill -0 "$server" 2>/dev/null || exit 1
	sleep 0.2
done
kill "$server"
wait "$server"
umount /data
