"""Bad input against an NFSv3 server, beside a bystander that must notice nothing. Started by nfs3-hostile.sh."""
import argparse
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))

import arguments  # noqa: E402
import calls      # noqa: E402
import checks     # noqa: E402
import floods     # noqa: E402
import frames     # noqa: E402
import handles    # noqa: E402
from bystander import Bystander  # noqa: E402
from rpc import OK  # noqa: E402
from world import World  # noqa: E402

MEMORY_GROWTH_MIB_MAX = 512


def memory(world, before):
    """The lengths that were claimed were never allocated."""
    peak = world.memory_mib("VmHWM")
    assert peak < before + MEMORY_GROWTH_MIB_MAX, f"the server grew from {before} to {peak} MiB"


parser = argparse.ArgumentParser()
parser.add_argument("--nfs-port", type=int, required=True)
parser.add_argument("--mount-port", type=int, required=True)
parser.add_argument("--export", required=True)
parser.add_argument("--pid", type=int, required=True, help="the server's process, whose memory is watched")
parser.add_argument("--other-handle", required=True, help="the root handle of another server's share, in hex")
parser.add_argument("--size", choices=("ci", "full"), default="ci")
options = parser.parse_args()

world = World(options.nfs_port, options.mount_port, options.export.encode(), options.pid)
before = world.memory_mib("VmRSS")
bystander = Bystander(world)
frames.run(world)
calls.run(world)
handles.run(world, bytes.fromhex(options.other_handle))
arguments.run(world)
floods.run(world, options.size)
bystander.report()
checks.check("the server's memory stayed within bounds", lambda: memory(world, before))
checks.check("the server answers as before", lambda: (world.answers(), checks.equal(OK, world.clean_up())))
print(f"# the server has {world.memory_mib('VmRSS')} MiB, had {before}")
print(f"{checks.passed} passed, {checks.failed} failed")
sys.exit(checks.failed != 0)
