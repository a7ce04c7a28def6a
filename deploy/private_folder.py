"""The folder that a quick start keeps its things in, and the files in it: its own user's, and never reached through a link.

As root it would otherwise write, or give away, what another user of the machine has put in the way.
"""
import fcntl
import os
import stat

from private_postgres import Problem


def _refuse_strange_links(folder):
    """A link in the path must belong to root or to this user."""
    path = folder
    while path != os.path.dirname(path):
        path = os.path.dirname(path)
        try:
            found = os.lstat(path)
        except FileNotFoundError:
            continue
        if stat.S_ISLNK(found.st_mode) and found.st_uid not in (0, os.geteuid()):
            raise Problem(f"{path} is a link of another user; choose another folder with --data")


def own_folder(folder):
    """Makes the folder if it is missing; refuses a link, another user's folder, and one that others may write in."""
    _refuse_strange_links(folder)
    if not os.path.lexists(folder):
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        os.mkdir(folder, 0o711 if os.geteuid() == 0 else 0o700)
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise Problem(f"{folder} is no folder, or a link to one; choose another with --data") from error
    try:
        found = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    if found.st_uid != os.geteuid():
        raise Problem(f"{folder} belongs to another user (uid {found.st_uid}); choose another with --data")
    if found.st_mode & 0o022:
        raise Problem(f"others may write in {folder}; `chmod go-w` it, or choose another with --data")


def _no_link(path, flags):
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)


def open_own(path, mode):
    """Like open(), and fails where `path` is a link."""
    try:
        return open(path, mode, opener=_no_link, **({} if "b" in mode else {"encoding": "utf-8"}))
    except OSError as error:
        if os.path.islink(path):
            raise Problem(f"{path} is a link; remove it, or choose another folder with --data") from error
        raise


def hold(folder):
    """The folder's lock, until it is closed: two quick starts must not share a folder."""
    own_folder(folder)
    lock = open_own(os.path.join(folder, "quickstart.lock"), "a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Problem(f"another quick start uses {folder}; choose another with --data") from error
    return lock


def write_secret(path, text):
    """Writes the file whole or not at all, readable by its owner only. A file that is there is replaced, never opened."""
    made = path + ".new"
    if os.path.lexists(made):   # of a run that was cut short
        os.unlink(made)
    with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w",
              encoding="utf-8") as file:
        file.write(text)
    os.replace(made, path)
