# SPDX-License-Identifier: Apache-2.0
"""A running nicvsd in a namespace, and nicvsadm talking to it."""
import json
import os
import subprocess
import time


class Director:
    """Starts nicvsd on `host`; `config` is the text of its lvs.cf, or empty for none."""

    def __init__(self, host, folder, build, config="", io="auto", arguments=()):
        self.host, self.build, self.folder = host, build, folder
        self.run_dir = folder / "run"
        self.run_dir.mkdir(exist_ok=True)
        self.log_path = folder / "nicvsd.log"
        self.config_path = folder / "lvs.cf"
        command = [str(build / "host/nicvsd/nicvsd"), "--foreground", "--run-dir",
                   str(self.run_dir), "--io", io, "--port", "lan", "--port", "priv", *arguments]
        if config:
            self.config_path.write_text(config)
            command += ["--lvs-cf", str(self.config_path)]
        self.process = host.start(*command, stdout=open(self.log_path, "wb"),
                                  stderr=subprocess.STDOUT)
        self.wait_for("nicvsd to answer", lambda: self.adm("-L", "-n", check=False).returncode == 0)

    def adm(self, *words, check=True, text=None):
        done = subprocess.run(
            [str(self.build / "host/nicvsadm/nicvsadm"), *words], capture_output=True, text=True,
            input=text, env={**os.environ, "NICVS_RUN_DIR": str(self.run_dir)})
        if check and done.returncode != 0:
            raise RuntimeError(f"nicvsadm {' '.join(words)}: {done.stderr.strip()}")
        return done

    def table(self):
        return self.adm("-L", "-n").stdout

    def status(self):
        return json.loads(self.adm("status", "--json").stdout)

    def dests(self, service):
        """{"address:port": weight} of one service, given as ipvsadm shows it: "TCP  10.0.0.1:80"."""
        found, inside = {}, False
        for line in self.table().splitlines():
            if line.startswith("  -> ") and inside:
                words = line.split()
                found[words[1]] = int(words[3])
            else:
                inside = line.startswith(service + " ")
        return found

    def reload(self, config):
        self.config_path.write_text(config)
        os.kill(self.process.pid, 1)

    def log(self):
        return self.log_path.read_text(errors="replace")

    def wait_for(self, what, is_true, seconds=60):
        """Polls until is_true(); how long it took in seconds. Too long is an error with the log."""
        begin = time.monotonic()
        while not is_true():
            if self.process.poll() is not None:
                raise RuntimeError(f"nicvsd ended with {self.process.returncode}:\n{self.log()}")
            if time.monotonic() - begin > seconds:
                raise RuntimeError(f"waited {seconds} s in vain for {what}\n{self.log()}")
            time.sleep(0.05)
        return time.monotonic() - begin

    def stop(self):
        return self.host.stop(self.process)
