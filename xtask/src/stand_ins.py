"""Lets PyTorch load on a CPU without the GPU libraries that its package for Linux is linked to.

Each missing library gets a stand-in of its name, in which every function that PyTorch could call answers 100: in CUDA's
words, there is no device. Nothing on a CPU calls them; the loader only wants to find their names.
"""

import pathlib
import re
import subprocess
import sys
import sysconfig

VENDOR = re.compile(r"(__)?(cu|nccl|nvrtc|nvshmem)")

site = pathlib.Path(sysconfig.get_path("platlib"))
own = site / "torch" / "lib"
target = site / "nvidia" / "stand_ins"


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def needed():
    """The vendor's libraries that PyTorch's own ask for."""
    entries = [said("readelf", "-d", path) for path in own.glob("*.so")]
    names = re.findall(r"NEEDED.*\[(.*)\]", "".join(entries))
    return {name for name in names if re.match(r"lib(cu|nccl|nv)", name)}


def functions():
    """The names that nobody defines, by the version they are wanted in."""
    versions = {}
    for line in said("nm", "-D", "--undefined-only", *own.glob("*.so")).splitlines():
        name, _, version = line.split()[-1].partition("@") if line.strip() else ("", "", "")
        if VENDOR.match(name):
            versions.setdefault(version, set()).add(name)
    return versions


if not sys.platform.startswith("linux") or not any(own.glob("libtorch_cuda.so")):
    sys.exit()
target.mkdir(parents=True, exist_ok=True)
versions = functions()
names = sorted(set().union(*versions.values()))
source, script, library = (target / name for name in ["all.c", "all.map", "all.so"])
source.write_text("".join(f"int {name}(void) {{ return 100; }}\n" for name in names))
versions.pop("", None)
script.write_text("".join(f"{v} {{ global: {'; '.join(sorted(n))}; }};\n" for v, n in versions.items()))
link = ["-shared", "-nostdlib", "-fPIC", "-fno-builtin", "-w", f"-Wl,--version-script={script}"]
subprocess.run(["cc", *link, "-o", library, source], check=True)
# PyTorch looks beside its own libraries, too.
for name in needed():
    if not (own / name).exists():
        (own / name).write_bytes(library.read_bytes())
