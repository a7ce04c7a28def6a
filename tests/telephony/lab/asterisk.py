"""The process of Asterisk, in a folder of its own, with the libraries of its Debian suite. It is started, ended,
killed and started again."""
import glob
import os
import signal
import subprocess

from supervised import dies_with_parent
from waiting import until

START_SECONDS, END_SECONDS = 30, 10


class Asterisk:
    def __init__(self, root, folder):
        self.folder = folder
        libraries = [os.path.dirname(loader) for loader in glob.glob(f"{root}/usr/lib/*/ld-linux*.so.*")]
        loader, = glob.glob(f"{libraries[0]}/ld-linux*.so.*")
        self.command = [loader, "--library-path", f"{libraries[0]}:{libraries[0]}/asterisk:{root}/usr/lib",
                        f"{root}/usr/sbin/asterisk", "-C", f"{folder}/etc/asterisk.conf"]
        self.process = None

    def start(self):
        self.launch()
        self.await_started()

    def launch(self):
        """Starts the process. Call this on the main thread only: the process dies with the thread that started it."""
        with open(f"{self.folder}/log/output", "ab") as log:
            self.process = subprocess.Popen(
                [*self.command, "-f"], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                start_new_session=True, preexec_fn=dies_with_parent(signal.SIGKILL),
                env={**os.environ, "OPENSSL_CONF": "/dev/null", "HOME": self.folder})

    def await_started(self):
        until(self._has_started, START_SECONDS, "Asterisk")

    def _has_started(self):
        assert self.process.poll() is None, f"Asterisk ended with {self.process.returncode}:\n{self.last_lines()}"
        return "fully booted" in self.cli("core waitfullybooted")

    def cli(self, words):
        done = subprocess.run([*self.command, "-rx", words], capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL, timeout=START_SECONDS)
        return done.stdout

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        if not self.is_running():
            return
        self.process.terminate()
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def last_lines(self, count=30):
        text = ""
        for name in ("output", "messages"):
            if os.path.exists(f"{self.folder}/log/{name}"):
                with open(f"{self.folder}/log/{name}", encoding="utf-8", errors="replace") as file:
                    text += "".join(file.readlines()[-count:])
        return text
