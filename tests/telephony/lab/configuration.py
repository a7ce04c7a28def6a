"""Writes Asterisk's configuration for a lab. It consists of the files that deploy/asterisk gives to operators,
filled in, and of files that only a lab needs (tests/telephony/asterisk)."""
import glob
import os
import re

from lib.contract import ROOT

from lab import ports as at
from lab.tones import samples, write_wave

OPERATORS = os.path.join(ROOT, "deploy", "asterisk")
LABS = os.path.join(ROOT, "tests", "telephony", "asterisk")
APPLICATION, ARI_USER, MACHINE_CONTEXT, MUSIC_CLASS = "callbackd", "callbackd", "callbackd-machine", "callbackd"
MUSIC_SECONDS = 5
OF_ASTERISK = ("amd.conf", "indications.conf")   # taken as the package of Asterisk has them


def _read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def filled(path, values):
    return re.sub(r"@([A-Z_]+)@", lambda place: str(values[place[1]]), _read(path))


def phone_password(phone):
    return f"password-of-{phone}"


def _modules_here(text, folder):
    """Leaves out lines that load a module which this version of Asterisk does not have. The two lines that require a
    module stay, because Asterisk must not start without these two."""
    return "".join(line for line in text.splitlines(True)
                   if not line.startswith("load") or os.path.exists(f"{folder}/{line.split()[2]}"))


def write(folder, root, ports, ari_password, music_hertz, phones, tls=None):
    """Writes all files into folder/etc. `phones`: the agents' names for Asterisk. `tls`: the files of a certificate
    and its key."""
    for name in ("etc", "var", "spool", "run", "log", "music"):
        os.makedirs(f"{folder}/{name}", exist_ok=True)
    write_wave(f"{folder}/music/music.wav", samples(music_hertz, 1) * MUSIC_SECONDS)
    modules = os.path.dirname(glob.glob(f"{root}/usr/lib/**/modules/res_ari.so", recursive=True)[0])
    first_media, last_media = ports.of_media()
    values = {
        "FOLDER": folder, "ROOT": root, "MODULES": modules, "MUSIC_FOLDER": f"{folder}/music",
        "FIRST_MEDIA": first_media, "LAST_MEDIA": last_media,
        "HTTP_ADDRESS": "127.0.0.1", "HTTP_PORT": ports[at.HTTP], "APPLICATION": APPLICATION,
        "ARI_USER": ARI_USER, "ARI_PASSWORD": ari_password, "SIP_ADDRESS": f"127.0.0.1:{ports[at.SIP]}",
        "TRUNK": f"127.0.0.1:{ports[at.CARRIER]}", "TRUNK_ADDRESS": "127.0.0.1", "QUALIFY_SECONDS": 0,
        "TLS_ADDRESS": f"127.0.0.1:{ports[at.HTTPS]}", "TLS_CERTIFICATE": tls and tls[0], "TLS_KEY": tls and tls[1]}
    texts = {name: filled(f"{OPERATORS}/{name}", values)
             for name in ("http.conf", "ari.conf", "extensions.conf", "musiconhold.conf", "pjsip.conf")}
    texts |= {name: filled(f"{LABS}/{name}", values)
              for name in ("asterisk.conf", "logger.conf", "rtp.conf", "modules.conf", "pjsip_lab.conf")}
    if tls:
        texts["http.conf"] = texts["http.conf"].replace("\n;tls", "\ntls")
    texts |= {name: _read(f"{root}/etc/asterisk/{name}") for name in OF_ASTERISK}
    for phone in phones:
        texts["pjsip.conf"] += filled(f"{OPERATORS}/pjsip_agent.conf",
                                      {"PHONE": phone, "PHONE_PASSWORD": phone_password(phone)})
    texts["pjsip.conf"] += texts.pop("pjsip_lab.conf")
    texts["modules.conf"] = _modules_here(texts["modules.conf"], modules)
    for name, text in texts.items():
        with open(f"{folder}/etc/{name}", "w", encoding="utf-8") as file:
            file.write(text)
