"""`python -m tongxin.project.tied PARENT COMMAND …`: becomes the command, which is told to end when its parent is gone.

However the supervisor ends, nothing it started goes on without it. Only Linux knows the request; elsewhere the command
simply begins.
"""

import ctypes
import os
import signal
import sys
from typing import Final

_SET_PARENT_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG of <linux/prctl.h>; kept over exec


def main(arguments: list[str]) -> None:
    """Ask for the signal, then run the command in this process."""
    parent, *command = arguments
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != int(parent):
        sys.exit("启动它的程序已经结束。")  # before the request was made
    os.execv(command[0], command)  # noqa: S606 - the supervisor's own command; no shell is involved


if __name__ == "__main__":
    main(sys.argv[1:])
