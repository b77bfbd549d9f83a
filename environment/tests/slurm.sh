#!/usr/bin/env bash
# Runs a command beside a SLURM of its own: environment/tests/slurm.sh CORES COMMAND...
# munged, slurmctld and slurmd run in namespaces that hold nothing but them, the command and its jobs: they see no network
# but the loopback, and all of it ends when the command does, or when this script is killed. Needs root, slurm-wlm, munge.
set -euo pipefail

if [ "${ICLLAB_SLURM:-}" != inside ]; then
    ICLLAB_SLURM=inside exec unshare --net --pid --fork --kill-child --mount-proc "$0" "$@"
fi
cores=$1
shift
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 - <<'END' # the loopback of a new namespace is down; SLURM wants an address that is not 127.0.0.1 on it, too
import fcntl, socket, struct
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as lo:
    fcntl.ioctl(lo, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up, running
    fcntl.ioctl(lo, 0x8916, struct.pack("16sHH4s8x", b"lo:1", socket.AF_INET, 0, bytes([192, 0, 2, 1])))  # SIOCSIFADDR
END
cat >"$place/slurm.conf" <<END
ClusterName=icllab
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmUser=root
AuthInfo=socket=$place/munge.socket
StateSaveLocation=$place
SlurmdSpoolDir=$place
SlurmctldPidFile=$place/slurmctld.pid
SlurmdPidFile=$place/slurmd.pid
SwitchType=switch/none
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,batch_sched_delay=0
ReturnToService=2
KillWait=2
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$cores RealMemory=100000
PartitionName=all Nodes=ALL Default=YES
SlurmdParameters=config_overrides
END
export SLURM_CONF=$place/slurm.conf
chmod 0755 "$place"
head -c 1024 /dev/urandom >"$place/munge.key"
chmod 0400 "$place/munge.key"
munged --foreground --force --key-file "$place/munge.key" --socket "$place/munge.socket" --pid-file "$place/munged.pid" \
    --log-file "$place/munged.log" --seed-file "$place/munged.seed" 2>"$place/munged.err" &
slurmctld -D >"$place/slurmctld.log" 2>&1 &
slurmd -D >"$place/slurmd.log" 2>&1 &
for ((i = 0; i < 100; i++)); do
    [ "$(timeout 5 sinfo --noheader --format %T 2>/dev/null)" != idle ] || break
    sleep 0.1
done
if [ $i = 100 ]; then
    tail -n 15 "$place"/*.log >&2
    exit 1
fi
"$@"
