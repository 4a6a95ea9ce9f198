"""Make `.venv` from the hash-checked lock when it is missing, then become the asked-for program.

Standard library only: this runs before anything is installed. `closeout VERB …` becomes
`python -m interfaces.cli VERB …` with the runtime lock; `closeout test …` becomes pytest,
`closeout bench …` the benchmarks and
`closeout dev PROGRAM …` any tool of the development lock (ruff, mypy, lint-imports, python).

The packages come through uv where it is on PATH, else through pip: the system's, the one a venv
brings, the wheel Debian keeps for venvs, or, as a last resort, the pinned wheel from the package
index that pip's own configuration names. Every package is checked against the lock's hashes.
Nothing outside the repository's folder is written, apart from the installers' own caches.
"""

import configparser
import fcntl
import hashlib
import os
import re
import shutil
import ssl
import subprocess
import sys
import sysconfig
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}

PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
DEBIAN_WHEELS = Path("/usr/share/python-wheels")
NEEDED_PIP = (22, 3)  # the first with `pip --python`

WHOLE_SUITE = ["--numprocesses=auto", "--dist=loadfile", "--no-loadscope-reorder"]
"""A process per core, each with a server of its own; a file's tests stay together, because they
share a database, and the long files begin (``tests/conftest.py``), where the plugin would begin
with those of many tests. A few tests named by hand start sooner without."""


class SetupFailed(Exception):
    """`.venv` cannot be made here; the text says why and what to do."""


def main(arguments: list[str]) -> NoReturn:
    """Prepare the environment that the verb needs and replace this process by the program."""
    verb = arguments[0] if arguments else "--help"
    try:
        prepare("dev" if verb in {"test", "dev"} else "run")
    except SetupFailed as failure:
        say(str(failure))
        sys.exit(1)
    except KeyboardInterrupt:
        say("interrupted; the next run goes on from here.")
        sys.exit(130)

    os.environ["PATH"] = f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        # That keeps folders of sources clean. Without any bytecode, each of the many processes that
        # the service and its tests start would compile everything anew, for seconds.
        os.environ["PYTHONPYCACHEPREFIX"] = str(VENV / "pycache")
    if verb == "test":
        os.chdir(ROOT)
        become([str(PYTHON), "-m", "pytest", *(arguments[1:] or WHOLE_SUITE)])
    if verb == "bench":
        os.chdir(ROOT)
        become([str(PYTHON), "-m", "tests.benchmarks", *arguments[1:]])
    if verb == "dev":
        if not arguments[1:]:
            say("which program? For example `./closeout dev ruff check .`")
            sys.exit(2)
        os.chdir(ROOT)
        become(arguments[1:])
    # The caller's folder stays the working directory, for paths in arguments, but is never
    # searched for modules (-P).
    become([str(PYTHON), "-P", "-m", "interfaces.cli", *arguments])


def become(command: list[str]) -> NoReturn:
    """Replace this process by a command, looked up on PATH."""
    try:
        os.execvp(command[0], command)  # noqa: S606 - the program the caller asked for, no shell
    except OSError as error:
        say(f"{command[0]}: {error.strerror}")
        sys.exit(127)


def prepare(profile: str) -> None:
    """Return once `.venv` holds every package of the profile's lock.

    Raises:
        SetupFailed: no way of installing them works on this machine.
    """
    if runs_in_venv() and is_ready(profile, this_version()):
        return
    with one_at_a_time():
        if is_ready(profile, venv_version()):  # another process was faster
            return
        say(f"setting up {VENV} ({LOCKS[profile].name}); this happens once ...")
        install(profile)
        if profile == "dev":
            stamp("run").write_text(wanted_stamp("run", venv_version()))
        stamp(profile).write_text(wanted_stamp(profile, venv_version()))
        say("ready.")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the set-up for this process; a second first run waits here for the first."""
    try:
        handle = os.open(ROOT / ".venv.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        reason = f"{VENV} is not set up and {ROOT} cannot be written: {error.strerror}."
        raise SetupFailed(f"{reason} Run once as the owner of the folder.") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another process is setting up; waiting for it ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


# --- what is there -------------------------------------------------------------------------


def stamp(profile: str) -> Path:
    """The file that says which lock was installed completely, for which Python."""
    return VENV / f"closeout-{profile}.stamp"


def wanted_stamp(profile: str, version: str) -> str:
    """What the stamp says when nothing is left to do."""
    return f"{hashlib.sha256(LOCKS[profile].read_bytes()).hexdigest()} {version}\n"


def is_ready(profile: str, version: str) -> bool:
    """Whether the lock as it is now was installed completely for this Python."""
    try:
        return bool(version) and stamp(profile).read_text() == wanted_stamp(profile, version)
    except FileNotFoundError:
        return False


def runs_in_venv() -> bool:
    """Whether this very process runs on the Python of `.venv`."""
    return Path(sys.executable).absolute() == PYTHON


def this_version() -> str:
    """Version and platform of the running Python: compiled packages fit no other."""
    return f"{sys.version_info[0]}.{sys.version_info[1]} {sysconfig.get_platform()}"


def venv_version() -> str:
    """The same for the Python of `.venv`; empty when that does not run."""
    ask = "import sys, sysconfig as s; v = sys.version_info; print(v[0], v[1], sep='.', end=' ')"
    command = [str(PYTHON), "-I", "-S", "-c", f"{ask}; print(s.get_platform())"]
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


# --- making it -----------------------------------------------------------------------------


def install(profile: str) -> None:
    """Make `.venv` when it does not run and install the lock, by the first way that works."""
    uv = shutil.which("uv")
    if uv and install_with_uv(uv, profile):
        return
    base = base_python()
    pip = host_pip(base)
    if not venv_version():
        bring_pip = not pip and find_ensurepip(base)
        without = [] if bring_pip else ["--without-pip"]
        make = [base, "-I", "-m", "venv", "--clear", *without, str(VENV)]
        made = subprocess.run(make, check=False, capture_output=True, text=True)
        if made.returncode:
            raise SetupFailed(f"`python -m venv` failed: {(made.stdout + made.stderr).strip()}")
    install_with_pip(pip or venv_pip() or wheel_pip(), profile)


def base_python() -> str:
    """The Python that `.venv` is made from: never the one inside it."""
    if not runs_in_venv():
        return sys.executable
    home = re.search(r"^home *= *(.+)$", (VENV / "pyvenv.cfg").read_text(), re.MULTILINE)
    if home:
        candidate = Path(home[1].strip()) / f"python{sys.version_info[0]}.{sys.version_info[1]}"
        if candidate.exists():
            return str(candidate)
    raise SetupFailed(f"the Python that {VENV} was made from is gone; remove that folder.")


def install_with_uv(uv: str, profile: str) -> bool:
    """Whether uv did it all; where it cannot (another index, no cache folder), pip has its turn."""
    environment = {**os.environ, **uv_settings()}
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    if not venv_version():
        make = [uv, "venv", "--quiet", "--no-project", "--clear", "--python", base_python()]
        make.append(str(VENV))
        if subprocess.run(make, check=False, env=environment, stdout=sys.stderr).returncode:
            say("uv could not make the environment; trying pip.")
            return False
    fill = [uv, "pip", "install", *quiet, "--python", str(PYTHON)]
    fill += ["--require-hashes", *kinds_of(profile), "-r", str(LOCKS[profile])]
    if subprocess.run(fill, check=False, env=environment, stdout=sys.stderr).returncode:
        say("uv could not install the packages; trying pip.")
        return False
    return True


def kinds_of(profile: str) -> list[str]:
    """What the service needs runs no code of its makers while it is installed: wheels only.

    One program that the tests start is published as source alone.
    """
    return ["--only-binary", ":all:"] if profile == "run" else []


def uv_settings() -> dict[str, str]:
    """Pip's index and certificates in uv's words, unless uv has settings of its own."""
    if any(name.startswith("UV_") and "INDEX" in name for name in os.environ):
        return {}
    settings = pip_settings()
    translated = {
        "UV_DEFAULT_INDEX": settings.get("index-url", ""),
        "UV_INDEX": settings.get("extra-index-url", ""),
        "SSL_CERT_FILE": os.environ.get("SSL_CERT_FILE", settings.get("cert", "")),
    }
    return {name: value for name, value in translated.items() if value}


def host_pip(base: str) -> list[str]:
    """The command of the base Python's pip, or nothing when it is absent or too old."""
    asked = subprocess.run(
        [base, "-P", "-m", "pip", "--version"], check=False, capture_output=True, text=True
    )
    version = re.match(r"pip (\d+)\.(\d+)", asked.stdout)
    if version and (int(version[1]), int(version[2])) >= NEEDED_PIP:
        return [base, "-P", "-m", "pip", "--python", str(PYTHON)]
    return []


def find_ensurepip(base: str) -> bool:
    """Whether the base Python can put a pip into a new environment."""
    command = [base, "-I", "-c", "import ensurepip"]
    return not subprocess.run(command, check=False, capture_output=True).returncode


def venv_pip() -> list[str]:
    """The command of the environment's own pip, or nothing."""
    command = [str(PYTHON), "-P", "-m", "pip"]
    asked = subprocess.run([*command, "--version"], check=False, capture_output=True)
    return [] if asked.returncode else command


def wheel_pip() -> list[str]:
    """Pip run straight from a wheel: Debian's copy, else one fetched from the package index."""
    kept = sorted(DEBIAN_WHEELS.glob("pip-*.whl"))
    return [str(PYTHON), str((kept[-1] if kept else fetched_pip()) / "pip")]


def fetched_pip() -> Path:
    """The pinned wheel of pip from the index that pip is configured for."""
    wheel = VENV / PIP_WHEEL
    if wheel.exists() and hashlib.sha256(wheel.read_bytes()).hexdigest() == PIP_SHA256:
        return wheel
    settings = pip_settings()
    indexes = f"{settings.get('index-url', '')} {settings.get('extra-index-url', '')}".split()
    if not indexes:
        raise SetupFailed(
            "this Python has neither pip nor ensurepip, and no package index is configured.\n"
            "Install one of them, for example `apt install python3-venv`, or name the index: "
            "PIP_INDEX_URL=https://…/simple ./closeout …"
        )
    certificates = settings.get("cert") or os.environ.get("SSL_CERT_FILE") or None
    context = ssl.create_default_context(cafile=certificates)
    for index in indexes:
        content = download(f"{index.rstrip('/')}/pip/", context)
        link = re.search(rb'href="([^"]*' + re.escape(PIP_WHEEL).encode() + rb'[^"]*)"', content)
        if link is None:
            continue
        address = urllib.parse.urljoin(f"{index.rstrip('/')}/pip/", link[1].decode())
        content = download(address.partition("#")[0], context)
        if hashlib.sha256(content).hexdigest() != PIP_SHA256:
            raise SetupFailed(f"{PIP_WHEEL} from the package index has the wrong SHA-256.")
        wheel.write_bytes(content)
        return wheel
    raise SetupFailed(f"no package index here offers {PIP_WHEEL}: `apt install python3-venv`.")


def download(address: str, context: ssl.SSLContext) -> bytes:
    """The content at an address of the package index; empty when there is none."""
    if address.startswith("file:") and address.endswith("/"):
        address += "index.html"
    try:
        with urllib.request.urlopen(address, context=context, timeout=60) as answer:  # noqa: S310 - the index the user configured, a file tree included
            content: bytes = answer.read()
            return content
    except OSError as error:
        say(f"the package index did not answer: {error}")
        return b""


def pip_settings() -> dict[str, str]:
    """What pip is told by its configuration files and environment: index, certificates, …

    pip itself reads these; they are needed where there is no pip yet, and for uv.
    """
    home = Path(os.environ.get("HOME") or "/")
    config_home = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    files = [
        Path("/etc/xdg/pip/pip.conf"),
        Path("/etc/pip.conf"),
        home / ".pip/pip.conf",
        config_home / "pip/pip.conf",
        Path(os.environ.get("PIP_CONFIG_FILE") or os.devnull),
    ]
    parser = configparser.RawConfigParser()
    for file in files:
        try:
            parser.read(file)
        except (configparser.Error, OSError) as error:
            say(f"skipping {file}: {error}")
    settings: dict[str, str] = {}
    for section in ("global", "install"):
        if parser.has_section(section):
            settings.update({key.replace("_", "-"): text for key, text in parser.items(section)})
    for name, text in os.environ.items():
        if name.startswith("PIP_"):
            settings[name[4:].lower().replace("_", "-")] = text
    return settings


def install_with_pip(pip: list[str], profile: str) -> None:
    """Install the lock with pip, naming each package as it comes."""
    command = [*pip, "install", "--no-compile", "--progress-bar", "off", *kinds_of(profile)]
    command += ["--require-hashes", "-r", str(LOCKS[profile])]
    environment = {
        **os.environ,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_REQUIRE_VIRTUALENV": "0",
        "PIP_ROOT_USER_ACTION": "ignore",
        "PIP_USER": "0",
    }
    said: list[str] = []
    total = len(re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==", LOCKS[profile].read_text(), re.MULTILINE))
    seen = 0
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            said.append(line)
            if line.startswith("Collecting"):
                seen += 1
                name = line.split()[1].partition("=")[0]
                progress(f"fetching {min(seen, total)}/{total} {name}", step=seen % 15 == 1)
            elif line.startswith("Installing collected"):
                progress(f"installing {seen} packages", step=True)
    progress("", step=False)
    if process.returncode:
        raise SetupFailed(f"pip could not install the packages:\n{''.join(said[-25:])}".rstrip())


# --- telling it ----------------------------------------------------------------------------


def say(text: str) -> None:
    """A line for the person at the terminal; standard output belongs to the program."""
    sys.stderr.write(f"closeout: {text}\n")
    sys.stderr.flush()


def progress(text: str, *, step: bool) -> None:
    """Overwrite the line before on a terminal; elsewhere only the steps become lines."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text and 'closeout: '}{text}")
        sys.stderr.flush()
    elif step:
        say(text)


if __name__ == "__main__":
    main(sys.argv[1:])
