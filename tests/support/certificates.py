"""Certificates for tests, made by openssl when they are needed; nothing here is good for more than a day."""
import os
import secrets
import subprocess


def _openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=30)


def make(folder, name="server", days=1):
    """Makes (certificate, key): self-signed, for 127.0.0.1. The same name again replaces them."""
    certificate, key = (os.path.join(folder, f"{name}.{kind}.pem") for kind in ("certificate", "key"))
    request, extensions = (os.path.join(folder, f"{name}.{kind}") for kind in ("request", "extensions"))
    if os.path.exists(key):   # else the old file's mode would stay
        os.remove(key)
    with open(extensions, "w", encoding="ascii") as file:
        file.write("subjectAltName=IP:127.0.0.1\n")
    _openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-subj", f"/CN={secrets.token_hex(4)}", "-keyout", key, "-out", request)
    _openssl("x509", "-req", "-in", request, "-signkey", key, "-days", str(days), "-extfile", extensions,
             "-out", certificate)
    return certificate, key


def lock(key, passphrase="secret"):
    """The same key, readable with the passphrase only."""
    _openssl("pkcs8", "-topk8", "-in", key, "-out", key + ".locked", "-passout", f"pass:{passphrase}")
    os.replace(key + ".locked", key)
