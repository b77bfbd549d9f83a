"""What Binder does, step by step, in a clean Debian: apt list, requirements and postBuild as a user without rights;
then notebooks run there without a network, and within the memory that Binder gives. BINDER_ROOT names the folder.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

SYSTEM = Path(os.environ.get("BINDER_ROOT", "/var/tmp/icllab-binder"))
HOME = SYSTEM / "home/jovyan"
INSIDE = ('mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && { [ -z "$NET" ] || ip link set lo up; } &&'
          ' exec chroot "$0" "$@"')


def inside(*command, network=True):
    """As root in the system, with /proc and /dev, which go with the namespace; without a network only the own loop."""
    subprocess.run(["unshare", "--mount", *([] if network else ["--net"]), "bash", "-c", INSIDE, SYSTEM, "env", "-i",
                    "HOME=/root", "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive",
                    "PATH=/usr/sbin:/usr/bin:/sbin:/bin", *command],
                   check=True, env={**os.environ, "NET": "" if network else "none"})


def as_reader(command, network=True):
    """What Binder runs in the repository, as its user, with its Python first on PATH."""
    inside("setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", "env", "HOME=/home/jovyan",
           "PATH=/home/jovyan/python/bin:/usr/bin:/bin", "bash", "-euc", f"cd ~/repository; {command}", network=network)


def apt(*packages):
    inside("apt-get", "install", "-y", "-q", "--no-install-recommends", *packages)


@pytest.mark.skipif(os.getuid() != 0 or not shutil.which("debootstrap"), reason="needs root and debootstrap")
def test_binder():
    subprocess.run([Path(sys.executable).with_name("jupyter-repo2docker"), "--no-build", ROOT], check=True)
    if not (SYSTEM / "etc/icllab").exists():
        subprocess.run(["debootstrap", "--variant=minbase", "bookworm", SYSTEM], check=True)
        # What Binder's own image brings.
        apt("python3", "python3-venv", "ca-certificates", "procps", "iproute2")
        inside("useradd", "--uid", "1000", "--create-home", "jovyan")
        (SYSTEM / "etc/icllab").touch()
    # What this machine trusts beyond Debian's own certificates is trusted there too.
    shutil.copytree("/usr/local/share/ca-certificates", SYSTEM / "usr/local/share/ca-certificates", dirs_exist_ok=True)
    inside("update-ca-certificates")
    shutil.rmtree(HOME / "repository", ignore_errors=True)
    listed = subprocess.check_output(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                                     text=True)
    for file in listed.split("\0")[:-1]:
        (HOME / "repository" / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, HOME / "repository" / file)
    subprocess.run(["chown", "-R", "1000:1000", HOME], check=True)
    apt(*(ROOT / "binder/apt.txt").read_text().split())
    as_reader("[ -e ~/python ] || /usr/bin/python3 -m venv ~/python;"
              " pip install -q --require-hashes --no-deps -r environment/requirements.txt;"
              " pip install -q -r binder/requirements.txt; binder/postBuild")
    as_reader("binder/start python environment/run_notebooks.py --memory 1024", network=False)
