"""Reads what a phone hears, while it hears it. The phone writes WAV files, and the newest of them is read as it
grows."""
import array
import glob
import os

HEAD_BYTES = 44


class Recording:
    def __init__(self, folder):
        self.folder = folder
        self._file = None      # (path, inode) of the one being read
        self._at = HEAD_BYTES

    def _newest(self):
        files = [(os.stat(path), path) for path in glob.glob(f"{self.folder}/*-dec.wav")]
        return max(((state.st_mtime, state.st_ino, path) for state, path in files), default=None)

    def source(self):
        """The name of the file that is read, and all other files. The message of a failed test has this text. It helps
        to find out why nothing is heard."""
        files = {os.path.basename(path): os.path.getsize(path) for path in glob.glob(f"{self.folder}/*")}
        return f"{self._file and os.path.basename(self._file[0])} at {self._at} of {files}"

    def news(self):
        """The samples since the last call; empty if nothing reaches the phone."""
        newest = self._newest()
        if newest is None:
            return array.array("h")
        _, inode, path = newest
        if self._file != (path, inode) or os.path.getsize(path) < self._at:
            self._file, self._at = (path, inode), HEAD_BYTES
        with open(path, "rb") as file:
            file.seek(self._at)
            data = file.read()
        data = data[:len(data) // 2 * 2]
        self._at += len(data)
        return array.array("h", data)
