#!/bin/bash
# In the guest: runs the commands that the host leaves in /host, one after the other, till it says that it is done.
#
#   agent.sh NAME      reads NAME.1.cmd, NAME.2.cmd, … once each is ready; leaves NAME.N.out and NAME.N.rc
name=$1 n=1
cd /
while [ ! -e /host/done ]; do
	if [ ! -e "/host/$name.$n.ready" ]; then sleep 0.1; continue; fi
	bash "/host/$name.$n.cmd" >"/host/$name.$n.out" 2>&1 </dev/null
	echo $? >"/host/$name.$n.rc.new"
	mv "/host/$name.$n.rc.new" "/host/$name.$n.rc"
	n=$((n + 1))
done
