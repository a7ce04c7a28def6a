"""Certificates for tests. openssl makes them when they are needed, and by default they are good for one day."""
import os
import secrets
import subprocess


def _openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=30)


def make(folder, name="server", days=1):
    """Makes a self-signed certificate for 127.0.0.1. Returns the paths (certificate, key). A call with the same name
    replaces the files."""
    certificate, key = (os.path.join(folder, f"{name}.{kind}.pem") for kind in ("certificate", "key"))
    request, extensions = (os.path.join(folder, f"{name}.{kind}") for kind in ("request", "extensions"))
    if os.path.exists(key):   # otherwise the mode of the old file would stay
        os.remove(key)
    with open(extensions, "w", encoding="ascii") as file:
        file.write("subjectAltName=IP:127.0.0.1\n")
    _openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-subj", f"/CN={secrets.token_hex(4)}", "-keyout", key, "-out", request)
    _openssl("x509", "-req", "-in", request, "-signkey", key, "-days", str(days), "-extfile", extensions,
             "-out", certificate)
    return certificate, key


def lock(key, passphrase="secret"):
    """Encrypts the key file, so that it can be read only with the passphrase."""
    _openssl("pkcs8", "-topk8", "-in", key, "-out", key + ".locked", "-passout", f"pass:{passphrase}")
    os.replace(key + ".locked", key)
