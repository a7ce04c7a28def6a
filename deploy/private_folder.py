"""Makes and checks the folder in which a quick start keeps its files, and opens these files. The folder must belong to
the user who runs the quick start. No file is reached through a link of another user.

Otherwise a quick start of root could be led by such a link to overwrite a file, or to give a file away.
"""
import fcntl
import os
import stat

from private_postgres import Problem


def _refuse_strange_links(folder):
    """Raises Problem if a link in the path belongs to a user other than root and this user."""
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
    """Makes the folder if it is missing. Refuses a link, a folder of another user, and a folder in which others may
    write."""
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
    """Opens the file as open() does, but fails if `path` is a link."""
    try:
        return open(path, mode, opener=_no_link, **({} if "b" in mode else {"encoding": "utf-8"}))
    except OSError as error:
        if os.path.islink(path):
            raise Problem(f"{path} is a link; remove it, or choose another folder with --data") from error
        raise


def hold(folder):
    """Takes the lock of the folder, because two quick starts must not share a folder. The lock is held until the
    returned file is closed."""
    own_folder(folder)
    lock = open_own(os.path.join(folder, "quickstart.lock"), "a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Problem(f"another quick start uses {folder}; choose another with --data") from error
    return lock


def write_secret(path, text):
    """Writes the file completely or not at all. Only its owner may read it. An older file of this name is replaced, and
    is never opened."""
    made = path + ".new"
    if os.path.lexists(made):   # left by a run that was cut short
        os.unlink(made)
    with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w",
              encoding="utf-8") as file:
        file.write(text)
    os.replace(made, path)
