"""Memory of a process and its children, read from Linux's /proc.

`resource.getrusage` will not do: it knows the largest child, not what several hold at once, and
on Linux a child inherits the peak of the process that started it.
"""

from pathlib import Path

_PROC = Path("/proc")


def tree_bytes(pid: int) -> int:
    """Resident memory of a process and of all below it; 0 once it ended, or without /proc."""
    children: dict[int, list[int]] = {}
    sizes: dict[int, int] = {}
    for folder in _PROC.glob("[0-9]*"):
        status = _status(folder)
        sizes[int(folder.name)] = int(status.get("VmRSS", "0 kB").split()[0]) * 1024
        children.setdefault(int(status.get("PPid", "0")), []).append(int(folder.name))
    found, total = [pid], 0
    while found:
        one = found.pop()
        total += sizes.get(one, 0)
        found += children.get(one, [])
    return total


def _status(folder: Path) -> dict[str, str]:
    """Fields of a process; none once it ended."""
    try:
        lines = (folder / "status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
