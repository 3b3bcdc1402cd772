"""What survives a power cut: this module forces files onto the disk, or leaves that to the system.

A file that was written is in the operating system's memory first. It is on the disk for certain
when `fsync` of the file has returned, and it can be found there when `fsync` of its folder has.
"""

import os
from enum import Enum
from pathlib import Path


class Durability(Enum):
    """What a write that was acknowledged survives."""

    #: A power cut: everything is forced onto the disk first.
    DISK = "disk"
    #: The end of the process, however it ends; after a power cut newer versions can be damaged.
    PROCESS = "process"

    def sync(self, path: Path) -> None:
        """Force a file, or what a folder lists, onto the disk."""
        if self is Durability.DISK:
            opened = os.open(path, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)

    def sync_tree(self, folder: Path) -> None:
        """Force a folder and all in it onto the disk."""
        for parent, _, names in os.walk(folder):
            for name in names:
                self.sync(Path(parent, name))
            self.sync(Path(parent))
