"""Starts Java kernels, with other ports where it must.

Jupyter chooses a kernel's ports, and seconds later the kernel takes them. One that another program took meanwhile ends what the
kernel begins, but not its process: it would be waited for in vain. Here it counts as dead, and is started anew.
"""

import contextlib
import tempfile
from pathlib import Path

import psutil
from jupyter_client.manager import AsyncKernelManager, KernelManager


class Listening:
    """Knows what its kernel, whose output goes to a file, says of its ports. Its client asks whether it is alive."""

    output = None

    async def _async_pre_start_kernel(self, **options):
        self.output = Path(options["stdout"].name)
        return await super()._async_pre_start_kernel(**options)

    async def _async_is_alive(self):
        if not port_taken(self.output):
            return await super()._async_is_alive()
        with contextlib.suppress(psutil.Error):  # Jupyter would end the launcher alone
            for process in psutil.Process(self.provisioner.pid).children(recursive=True):
                process.kill()
        return False


class Manager(Listening, KernelManager):
    """For a client that waits."""


class AsyncManager(Listening, AsyncKernelManager):
    """For nbclient."""


def port_taken(output):
    """Whether the kernel whose output went to this file found a port of its own taken."""
    return b"Address already in use" in output.read_bytes()


def start(name, timeout, **options):
    """A kernel's manager, which knows its output, and a client that it has answered."""
    with tempfile.NamedTemporaryFile(delete=False) as output:
        manager = Manager(kernel_name=name)
        manager.start_kernel(stdout=output, stderr=output, **options)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout)
    except RuntimeError:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        if port_taken(manager.output):
            return start(name, timeout, **options)
        raise
    return manager, client
