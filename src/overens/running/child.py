"""A process of an instance: runs a module as `python -m` does, and ends when the instance is gone.

`python -m overens.running.child PIPE MODULE …`. At the other end of the pipe stands the instance,
which never writes: the pipe ends when the instance does, however that came. Then the whole group
is killed at once, since a web server that is asked while it starts does not always listen. Whoever
kills an instance so has asked for no farewell, and what was answered is on disk.
"""

import os
import runpy
import signal
import sys
from threading import Thread


def main() -> None:
    """What stands before the module is taken from the command line: the module sees its own."""
    pipe, *sys.argv = sys.argv[1:]
    Thread(target=_end_with, args=(int(pipe),), daemon=True).start()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _end_with(pipe: int) -> None:
    os.read(pipe, 1)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
