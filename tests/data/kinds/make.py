#!/usr/bin/env python3
"""Writes the files in this folder, one of each kind, with the usual tools of that kind.

Needs: python-docx, openpyxl, python-pptx, py7zr, pyarrow, LibreOffice, openssl, keytool, sqlite3, dpkg-deb, zip, zstd, xz.
Every file that is opened holds SECRET and MARKER. The password is made up.
"""
import email.message, gzip, io, json, os, plistlib, shutil, struct, subprocess, tarfile, tempfile, zipfile

import docx, openpyxl, pptx, py7zr, pyarrow, pyarrow.parquet

VALUE = "lantern-moss-4417"
SECRET = f'db_password = "{VALUE}"'
MARKER = "Confidential - not for distribution outside of Heron Ltd."
TEXT = f"# {MARKER}\n\nThe test system:\n\n{SECRET}\n"
HERE = os.path.dirname(os.path.abspath(__file__))
TMP = tempfile.mkdtemp()
DATE = (2024, 1, 2, 3, 4, 6)


def out(name):
    return os.path.join(HERE, name)


def run(*args, cwd=TMP, stdin=None):
    subprocess.run(args, cwd=cwd, input=stdin, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def put(name, text=TEXT):
    path = os.path.join(TMP, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb" if isinstance(text, bytes) else "w") as f:
        f.write(text)
    return path


def save(name, data):
    with open(out(name), "wb" if isinstance(data, bytes) else "w") as f:
        f.write(data)


for old in os.listdir(HERE):
    if old != "make.py":
        os.remove(out(old))

# Archives and packages, each with README.md at the place where its kind keeps such things.
put("README.md")
for name, inner in [
    ("a.zip", "README.md"), ("a.jar", "META-INF/README.md"), ("a.war", "WEB-INF/README.md"), ("a.apk", "assets/README.md"),
    ("heron-1.0-py3-none-any.whl", "heron/README.md"), ("heron.1.0.0.nupkg", "content/README.md"), ("a.vsix", "extension/README.md"),
    ("a.xpi", "README.md"),
]:
    put("zip/" + name + "/" + inner)
    run("zip", "-q", "-X", "-r", out(name), ".", cwd=os.path.join(TMP, "zip", name))
for name, flag in [("a.tar", "-cf"), ("a.tar.gz", "-czf"), ("a.tar.bz2", "-cjf"), ("a.tar.xz", "-cJf")]:
    run("tar", "--owner=0", "--group=0", "--mtime=2024-01-02", flag, out(name), "README.md")
run("tar", "--owner=0", "--group=0", "--mtime=2024-01-02", "--zstd", "-cf", out("a.tar.zst"), "README.md")
for tool, end in [("gzip", "gz"), ("bzip2", "bz2"), ("xz", "xz")]:
    run("sh", "-c", f"{tool} -c README.md > '{out('README.md.' + end)}'")
run("zstd", "-q", "README.md", "-o", out("README.md.zst"))
with py7zr.SevenZipFile(out("a.7z"), "w") as z:
    z.write(os.path.join(TMP, "README.md"), "README.md")
with py7zr.SevenZipFile(out("closed.7z"), "w", password="x", header_encryption=True) as z:
    z.write(os.path.join(TMP, "README.md"), "README.md")
run("zip", "-q", "-X", "-P", "x", out("closed.zip"), "README.md")
put("deb/DEBIAN/control", "Package: heron\nVersion: 1\nArchitecture: all\nMaintainer: N <n@example.org>\nDescription: x\n")
put("deb/usr/share/doc/heron/README.md")
run("dpkg-deb", "--root-owner-group", "-b", "deb", out("heron.deb"))

# What `docker save` writes, and an OCI layout; layers are tars.
put("layer/root/README.md")
run("tar", "--owner=0", "--group=0", "--mtime=2024-01-02", "-cf", "layer.tar", "-C", "layer", "root")
layer = open(os.path.join(TMP, "layer.tar"), "rb").read()


def tar(name, members):
    with tarfile.open(out(name), "w") as t:
        for path, data in members:
            info = tarfile.TarInfo(path)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))


tar("docker.tar", [("1a/layer.tar", layer), ("c.json", b'{"config":{"Env":["A=b"]}}'),
                   ("manifest.json", b'[{"Config":"c.json","RepoTags":["heron:1"],"Layers":["1a/layer.tar"]}]')])
tar("oci.tar", [("blobs/sha256/1a", gzip.compress(layer, mtime=0)), ("blobs/sha256/2b", b'{"config":{"Env":["A=b"]}}'),
                ("index.json", b'{"schemaVersion":2}'), ("oci-layout", b'{"imageLayoutVersion":"1.0.0"}')])
# A document in a tar in a compressed tar in a zip.
d = docx.Document()
d.add_paragraph(MARKER)
d.add_paragraph(SECRET)
inner = io.BytesIO()
d.save(inner)


def slim(data, drop):
    """A package without parts that only take room, with fixed times."""
    new = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as z:
        for info in old.infolist():
            if not any(info.filename.startswith(x) for x in drop):
                copy = zipfile.ZipInfo(info.filename, DATE)
                copy.compress_type = zipfile.ZIP_DEFLATED
                z.writestr(copy, old.read(info))
    return new.getvalue()


OFFICE = ["word/theme", "word/styles", "docProps/thumbnail", "word/fontTable", "customXml", "xl/theme", "xl/styles", "ppt/theme",
          "ppt/slideLayouts", "ppt/slideMasters", "ppt/notesMasters", "ppt/printer", "Thumbnails", "Configurations2", "settings.xml", "styles.xml"]
document = slim(inner.getvalue(), OFFICE)
put("deep.docx", document)
run("tar", "--owner=0", "--group=0", "--mtime=2024-01-02", "-czf", "inner.tgz", "deep.docx")
run("tar", "--owner=0", "--group=0", "--mtime=2024-01-02", "-cf", "middle.tar", "inner.tgz")
run("zip", "-q", "-X", out("nested.zip"), "middle.tar")

# Documents: by the libraries that people use, and by LibreOffice.
save("python.docx", document)
w = openpyxl.Workbook()
w.active.append([MARKER])
h = w.create_sheet("Keys")
h.sheet_state = "hidden"
h.append(["db_password", VALUE])
w.save(put("w.xlsx", b""))
save("python.xlsx", slim(open(os.path.join(TMP, "w.xlsx"), "rb").read(), OFFICE))
p = pptx.Presentation()
s = p.slides.add_slide(p.slide_layouts[5])
s.shapes.title.text = MARKER
s.notes_slide.notes_text_frame.text = SECRET
p.save(put("p.pptx", b""))
save("python.pptx", slim(open(os.path.join(TMP, "p.pptx"), "rb").read(), OFFICE))
put("o.html", f"<html><body><p>{MARKER}</p><p>{SECRET.replace(chr(34), '&quot;')}</p></body></html>")
put("o.csv", f"what,value\n{MARKER},\ndb_password,{VALUE}\n")
for source, kinds, extra in [("o.html", ["odt", "docx", "pdf", "doc"], ["--writer"]), ("o.csv", ["ods", "xlsx"], []), ("p.pptx", ["odp", "pptx"], [])]:
    for kind in kinds:
        run("soffice", f"-env:UserInstallation=file://{TMP}/profile", "--headless", *extra, "--convert-to", kind, "--outdir", TMP + "/office", source)
        made = open(os.path.join(TMP, "office", os.path.splitext(source)[0] + "." + kind), "rb").read()
        save("office." + kind, slim(made, OFFICE) if made[:2] == b"PK" else made)

# Text of many kinds.
save("page.html", f"<!doctype html><html><body><!-- {SECRET} --><h1>{MARKER}</h1></body></html>\n")
save("book.ipynb", json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
    {"cell_type": "markdown", "metadata": {}, "source": [f"# {MARKER}\n"]},
    {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": ["show()"],
     "outputs": [{"output_type": "stream", "name": "stdout", "text": [SECRET + "\n"]}]}]}, indent=1))
m = email.message.EmailMessage()
m["From"], m["To"], m["Subject"] = "a@example.org", "b@example.org", MARKER
m.set_content(MARKER + "\n\nHello")
m.add_attachment(TEXT.encode(), maintype="application", subtype="octet-stream", filename="README.md")
m.set_boundary("==b==")
save("mail.eml", m.as_bytes())
save("mail.mbox", b"From a@example.org Mon Jan  1 00:00:00 2024\n" + m.as_bytes() + b"\n")
run("sqlite3", out("data.sqlite"), "CREATE TABLE notes(text TEXT); CREATE TABLE settings(key TEXT, value TEXT);"
    f"INSERT INTO notes VALUES ('{MARKER}'); INSERT INTO settings VALUES ('db_password', '{VALUE}');")
for name, fmt in [("xml.plist", plistlib.FMT_XML), ("binary.plist", plistlib.FMT_BINARY)]:
    save(name, plistlib.dumps({"note": MARKER, "db_password": VALUE}, fmt=fmt))
save("calls.har", json.dumps({"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "comment": MARKER, "entries": [
    {"request": {"method": "POST", "url": "https://api.heron.example/login", "headers": [{"name": "Authorization", "value": "Basic YWRtaW46bGFudGVybi1tb3NzLTQ0MTc="}],
                 "postData": {"mimeType": "application/json", "text": json.dumps({"db_password": VALUE})}}}]}}, indent=1))
save("heron.postman_collection.json", json.dumps({"info": {"name": "Heron", "description": MARKER,
     "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": [],
     "auth": {"type": "basic", "basic": [{"key": "password", "value": VALUE, "type": "string"}, {"key": "username", "value": "admin", "type": "string"}]},
     "variable": [{"key": "db_password", "value": VALUE}]}, indent=1))
save("insomnia.json", json.dumps({"_type": "export", "__export_format": 4, "resources": [{"_id": "env_1", "_type": "environment", "name": MARKER,
     "data": {"db_password": VALUE}}]}, indent=1))
save("terraform.tfstate", json.dumps({"version": 4, "outputs": {"note": {"value": MARKER, "type": "string"}}, "resources": [
    {"mode": "managed", "type": "aws_db_instance", "name": "main", "instances": [{"attributes": {"username": "admin", "password": VALUE}}]}]}, indent=2))

# Recognised, not opened.
run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=heron", "-keyout", "k.pem", "-out", "c.pem", "-days", "1")
run("openssl", "pkcs12", "-export", "-inkey", "k.pem", "-in", "c.pem", "-name", "heron", "-passout", "pass:x", "-out", out("keys.p12"))
for name, kind in [("keys.jks", "JKS"), ("keys.jceks", "JCEKS")]:
    run("keytool", "-genkeypair", "-alias", "heron", "-keyalg", "EC", "-dname", "CN=heron", "-storetype", kind, "-keystore", out(name), "-storepass", "changeit", "-keypass", "changeit")
table = pyarrow.table({"note": [MARKER], "db_password": [VALUE]})
pyarrow.parquet.write_table(table, out("rows.parquet"))
with pyarrow.OSFile(out("rows.arrow"), "wb") as f, pyarrow.ipc.new_file(f, table.schema) as wr:
    wr.write_table(table)
# A capture of one packet: Ethernet, IPv4, TCP, a login in clear text.
load = f"POST /login HTTP/1.1\r\nHost: heron.example\r\n\r\n{SECRET}".encode()
tcp = struct.pack(">HHIIBBHHH", 50000, 80, 1, 1, 5 << 4, 24, 1024, 0, 0) + load
ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0, bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2])) + tcp
frame = bytes(12) + b"\x08\x00" + ip
save("one.pcap", struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1) + struct.pack("<IIII", 1704164646, 0, len(frame), len(frame)) + frame)
shutil.rmtree(TMP)
