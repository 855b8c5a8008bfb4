"""A process that has imported everything and forks a child for each command it is sent.

A child is a process of its own that can be killed; it does not spend two seconds on imports first,
so that fifty kills fall into the work and not into the start. Lines on stdin are JSON lists of
arguments; it answers with the child's process id, and with its exit code when it has ended.
"""

import json
import os
import signal
import sys

from canaux import commands, sweep_command
from canaux.cli import main
from scenarios import load, run

assert commands
assert sweep_command
run(load("brand", customers=100), seed=1)  # loads the compiled engine

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        request = json.loads(line)
        with open(request["log"], "wb") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        sys.stdin.close()
        try:
            main(request["arguments"])
        except SystemExit as ended:
            sys.stderr.flush()
            os._exit(ended.code)
        os._exit(99)
    print(child, flush=True)
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
