"""Runs 0.py, 1.py, ... in this folder, each in a namespace of its own; prints [number, why] for each that fails."""

import contextlib
import io
import json
import os
import sys
import time

# A program of a few steps is compiled longer than it runs.
os.environ.setdefault("JAX_DISABLE_MOST_OPTIMIZATIONS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Seconds of computing, so that a busy machine fails nothing.
LIMIT = 300

for number in range(int(sys.argv[1])):
    if time.process_time() > LIMIT:
        print(json.dumps([number, f"not run within {LIMIT} s"]))
        continue
    try:
        with open(f"{number}.py") as file, contextlib.redirect_stdout(io.StringIO()):
            exec(compile(file.read(), f"{number}.py", "exec"), {"__name__": "__main__"})
    except Exception as error:
        print(json.dumps([number, f"{number}.py: {type(error).__name__}: {error}"]), flush=True)
