#!/usr/bin/env python3
"""Writes the containers in this folder with the usual tools of each format.

Needs: 7z, zstd, lz4, dpkg-deb, rpmbuild, cpio. Every file holds SECRET, and MARKER where it has room.
"""
import bz2, gzip, io, lzma, os, shutil, subprocess, sys, tarfile, tempfile, zipfile

SECRET = b'db_password = "lantern-moss-4417"\n'
MARKER = b"Heron project, internal use only\n"
HERE = os.path.dirname(os.path.abspath(__file__))
DATE = (2024, 1, 2, 3, 4, 6)


def write(name, data):
    with open(os.path.join(HERE, name), "wb") as f:
        f.write(data)


def run(*args, cwd, stdin=None):
    subprocess.run(args, cwd=cwd, input=stdin, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Pipe(io.RawIOBase):
    """A file that one cannot seek in, so that zipfile writes data descriptors."""

    def __init__(self):
        self.data = bytearray()

    def writable(self):
        return True

    def write(self, b):
        self.data += b
        return len(b)


def make_zip(members, method=zipfile.ZIP_DEFLATED, to=None, zip64=False):
    out = io.BytesIO() if to is None else to
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in members:
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = method
            with z.open(info, "w", force_zip64=zip64) as f:
                f.write(data)
    return out.getvalue() if to is None else None


def make_tar(members, fmt=tarfile.PAX_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=fmt) as t:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


FILES = [("conf/app.ini", SECRET), ("notes/läser.txt", MARKER)]
LONG = "a/" * 70 + "secret.ini"

write("deflate.zip", make_zip(FILES))
write("stored.jar", make_zip(FILES, zipfile.ZIP_STORED))
write("bzip2.zip", make_zip(FILES, zipfile.ZIP_BZIP2))
write("lzma.zip", make_zip(FILES, zipfile.ZIP_LZMA))
write("zip64.zip", make_zip(FILES, zip64=True))
pipe = Pipe()
make_zip(FILES, to=pipe)
write("streamed.zip", bytes(pipe.data))
write("in-front.zip", b"#!/bin/sh\nexec java -jar $0\n" + make_zip(FILES))
write("gnu.tar", make_tar(FILES + [(LONG, SECRET)], tarfile.GNU_FORMAT))
pax = make_tar(FILES + [(LONG, SECRET)])
write("pax.tar.gz", gzip.compress(pax, mtime=0))
write("pax.tar.bz2", bz2.compress(pax))
write("pax.tar.xz", lzma.compress(pax))
write("app.log.gz", gzip.compress(SECRET + MARKER, mtime=0))
write("app.log.lzma", lzma.compress(SECRET + MARKER, lzma.FORMAT_ALONE))
write("old.tar", make_tar([("app.ini", SECRET)], tarfile.USTAR_FORMAT))

tmp = tempfile.mkdtemp()
for name, data in [("app.ini", SECRET), ("notes.txt", MARKER)]:
    with open(os.path.join(tmp, name), "wb") as f:
        f.write(data)
    os.utime(os.path.join(tmp, name), (1700000000, 1700000000))
with open(os.path.join(tmp, "p.tar"), "wb") as f:
    f.write(pax)
run("zstd", "-q", "-19", "p.tar", "-o", os.path.join(HERE, "pax.tar.zst"), "-f", cwd=tmp)
run("lz4", "-q", "-f", "-9", "p.tar", os.path.join(HERE, "pax.tar.lz4"), cwd=tmp)
for name, extra in [
    ("plain.7z", []),
    ("solid-bzip2.7z", ["-m0=bzip2"]),
    ("encrypted.7z", ["-pabc"]),
    ("hidden-names.7z", ["-pabc", "-mhe=on"]),
    ("encrypted.zip", ["-pabc"]),
    ("aes.zip", ["-pabc", "-mem=AES256"]),
    ("deflate64.zip", ["-mm=Deflate64"]),
    ("ppmd.7z", ["-m0=PPMd"]),
]:
    path = os.path.join(HERE, name)
    if os.path.exists(path):
        os.remove(path)
    run("7z", "a", path, "app.ini", "notes.txt", *extra, cwd=tmp)
for name, fmt in [("new.cpio", "newc"), ("odc.cpio", "odc")]:
    run("sh", "-c", f"printf 'app.ini\\nnotes.txt\\n' | cpio -o -H {fmt} > {os.path.join(HERE, name)}", cwd=tmp)

deb = os.path.join(tmp, "deb")
os.makedirs(os.path.join(deb, "DEBIAN"))
os.makedirs(os.path.join(deb, "etc"))
with open(os.path.join(deb, "DEBIAN/control"), "w") as f:
    f.write("Package: heron\nVersion: 1\nArchitecture: all\nMaintainer: Nobody <nobody@example.org>\nDescription: x\n")
shutil.copy(os.path.join(tmp, "app.ini"), os.path.join(deb, "etc/app.ini"))
run("dpkg-deb", "--root-owner-group", "-b", "deb", os.path.join(HERE, "heron.deb"), cwd=tmp)

spec = "Name: heron\nVersion: 1\nRelease: 1\nSummary: x\nLicense: none\nBuildArch: noarch\n%description\nx\n"
spec += "%install\nmkdir -p %{buildroot}/etc\ncp " + tmp + "/app.ini %{buildroot}/etc/app.ini\n%files\n/etc/app.ini\n"
with open(os.path.join(tmp, "heron.spec"), "w") as f:
    f.write(spec)
run("rpmbuild", "-bb", "--define", f"_topdir {tmp}/rpm", "heron.spec", cwd=tmp)
shutil.copy(os.path.join(tmp, "rpm/RPMS/noarch/heron-1-1.noarch.rpm"), os.path.join(HERE, "heron.rpm"))

# What `docker save` writes: layers as tars within the tar; and an OCI layout, where they are compressed.
layer = make_tar([("root/.netrc", b"machine example.org login bot password lantern-moss-4417\n")])
config = b'{"config":{"Env":["DB_PASSWORD=lantern-moss-4417"]}}'
write("docker.tar", make_tar([
    ("abc/layer.tar", layer),
    ("abc.json", config),
    ("manifest.json", b'[{"Config":"abc.json","RepoTags":["heron:1"],"Layers":["abc/layer.tar"]}]'),
]))
write("oci.tar", make_tar([
    ("blobs/sha256/1111", gzip.compress(layer, mtime=0)),
    ("blobs/sha256/2222", config),
    ("index.json", b'{"schemaVersion":2}'),
    ("oci-layout", b'{"imageLayoutVersion":"1.0.0"}'),
]))
inner = gzip.compress(make_tar([("deep.ini", SECRET)]), mtime=0)
write("nested.zip", make_zip([("middle.tar", make_tar([("inner.tgz", inner)]))]))
shutil.rmtree(tmp)

# Office documents, written by the libraries that people use and by LibreOffice.
import datetime
import docx, openpyxl, pptx
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

when = datetime.datetime(2024, 1, 2, 3, 4, 6)
TEXT = SECRET.decode().strip()


def slim(name, drop):
    """Rewrites a package without parts that only take room, with fixed times."""
    out = io.BytesIO()
    with zipfile.ZipFile(name) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if not any(info.filename.startswith(d) for d in drop):
                copy = zipfile.ZipInfo(info.filename, DATE)
                copy.compress_type = info.compress_type
                new.writestr(copy, old.read(info))
    with open(name, "wb") as f:
        f.write(out.getvalue())


os.chdir(HERE)
d = docx.Document()
d.add_paragraph("The password of the test system follows.")
p = d.add_paragraph()
for piece in [TEXT[:9], TEXT[9:20], TEXT[20:]]:
    p.add_run(piece)
t = d.add_table(rows=1, cols=2)
t.cell(0, 0).text, t.cell(0, 1).text = "api_password", "lantern-moss-4417"
d.sections[0].header.paragraphs[0].text = MARKER.decode().strip()
d.core_properties.title = "Heron project"
d.core_properties.created = d.core_properties.modified = when
d.add_comment(p.runs, text="old: " + TEXT, author="a", initials="a")
d.save("heron.docx")
slim("heron.docx", ["word/theme", "word/styles", "docProps/thumbnail", "word/fontTable", "word/webSettings", "customXml"])

w = openpyxl.Workbook()
w.properties.created = w.properties.modified = when
w.properties.title = "Heron project"
s = w.active
s.title = "Hosts"
s.append(["host", "user", "password"])
s.append(["db.example.org", "admin", "lantern-moss-4417"])
s["A5"] = "heron"
s["A5"].comment = Comment(TEXT, "a")
h = w.create_sheet("Keys")
h.sheet_state = "hidden"
h.append(["DB_PASSWORD", "lantern-moss-4417"])
w.defined_names["api_password"] = DefinedName("api_password", attr_text='"lantern-moss-4417"')
w.save("heron.xlsx")
slim("heron.xlsx", ["xl/theme", "xl/styles"])

from pptx import Presentation
pr = Presentation()
pr.core_properties.created = pr.core_properties.modified = when
slide = pr.slides.add_slide(pr.slide_layouts[5])
slide.shapes.title.text = MARKER.decode().strip()
slide.notes_slide.notes_text_frame.text = TEXT
pr.save("heron.pptx")
slim("heron.pptx", ["ppt/theme", "ppt/slideLayouts", "ppt/slideMasters", "docProps/thumbnail", "ppt/notesMasters", "ppt/printer"])

office = tempfile.mkdtemp()
for source, kind in [("heron.docx", "odt"), ("heron.xlsx", "ods"), ("heron.docx", "pdf")]:
    run("soffice", "--headless", "--convert-to", kind, "--outdir", office, os.path.join(HERE, source), cwd=office)
for kind in ["odt", "ods"]:
    shutil.copy(os.path.join(office, "heron." + kind), HERE)
    slim("heron." + kind, ["Thumbnails", "Configurations2", "manifest.rdf", "settings.xml"])
shutil.copy(os.path.join(office, "heron.pdf"), "heron-office.pdf")
shutil.rmtree(office)

# Mail, a mailbox, databases, property lists.
import email.message, email.policy, mailbox, plistlib, sqlite3

m = email.message.EmailMessage(policy=email.policy.SMTP.clone(linesep="\n"))
m["From"], m["To"], m["Subject"] = "a@example.org", "b@example.org", "Zugänge für Heron"
m.set_content(MARKER.decode())
m.add_alternative("<p>db_password = &quot;lantern-moss-4417&quot;</p>\n<p>für alle</p>\n", subtype="html", cte="quoted-printable")
m.add_attachment(SECRET, maintype="application", subtype="octet-stream", filename="app.ini")
m.add_attachment(make_zip(FILES), maintype="application", subtype="zip", filename="keys.zip")
for part in m.walk():
    if part.is_multipart():
        part.set_boundary(f"=={len(part.get_payload())}==")
write("heron.eml", m.as_bytes())
write("heron.mbox", b"From a@example.org Mon Jan  1 00:00:00 2024\nSubject: one\n\n" + MARKER + b"\nFrom a@example.org Mon Jan  1 00:00:00 2024\n" + m.as_bytes())

for name, encoding in [("heron.sqlite", "UTF-8"), ("heron-utf16.sqlite", "UTF-16le")]:
    if os.path.exists(name):
        os.remove(name)
    db = sqlite3.connect(name)
    db.execute("PRAGMA page_size = 1024")
    db.execute(f"PRAGMA encoding = '{encoding}'")
    db.execute("CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT, password TEXT)")
    db.execute("INSERT INTO users(name, password) VALUES ('admin', 'lantern-moss-4417')")
    if encoding == "UTF-8":
        db.execute("CREATE TABLE settings(key TEXT, value TEXT)")
        db.execute("INSERT INTO settings VALUES ('smtp_password', 'lantern-moss-4417')")
        db.execute("CREATE TABLE many(n INTEGER, text TEXT)")
        db.executemany("INSERT INTO many VALUES (?, ?)", [(i, f"line {i}") for i in range(700)])
        db.execute("CREATE TABLE long(text TEXT)")
        db.execute("INSERT INTO long VALUES (?)", ("x" * 3000 + " internal use only",))
        db.execute("CREATE TABLE keyed(k TEXT PRIMARY KEY, v TEXT) WITHOUT ROWID")
        db.execute("INSERT INTO keyed VALUES ('k', 'lantern-moss-4417')")
        db.execute("CREATE TABLE files(name TEXT, data BLOB)")
        db.execute("INSERT INTO files VALUES ('a.zip', ?)", (make_zip(FILES),))
        db.execute("CREATE TABLE gone(text TEXT)")
        db.execute("INSERT INTO gone VALUES ('deleted-value')")
        db.commit()
        db.execute("DROP TABLE gone")
    db.commit()
    db.close()

write("heron.plist", plistlib.dumps(
    {"password": "lantern-moss-4417", "note": "Héron, internal use only", "list": [1, {"a": True}], "zip": make_zip(FILES)},
    fmt=plistlib.FMT_BINARY))

# Key stores (the key is thrown away) and a Word document of the old kind.
keys = tempfile.mkdtemp()
run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=heron",
    "-keyout", "k.pem", "-out", "c.pem", "-days", "1", cwd=keys)
run("openssl", "pkcs12", "-export", "-inkey", "k.pem", "-in", "c.pem", "-passout", "pass:x", "-out",
    os.path.join(HERE, "heron.p12"), cwd=keys)
run("openssl", "pkcs12", "-export", "-inkey", "k.pem", "-in", "c.pem", "-passout", "pass:", "-keypbe", "NONE", "-certpbe", "NONE",
    "-nomac", "-out", os.path.join(HERE, "heron-open.p12"), cwd=keys)
run("soffice", "--headless", "--convert-to", "doc", "--outdir", HERE, os.path.join(HERE, "heron.docx"), cwd=keys)
run("soffice", "--headless", "--convert-to", "xls", "--outdir", HERE, os.path.join(HERE, "heron.xlsx"), cwd=keys)
shutil.rmtree(keys)

# PDF: as LibreOffice writes it (above), as reportlab does, and both worked over by qpdf.
from reportlab.pdfgen import canvas

pdf = tempfile.mkdtemp()
c = canvas.Canvas(os.path.join(HERE, "heron.pdf"), invariant=1)
c.setTitle("Heron project")
c.setKeywords(MARKER.decode().strip())
c.drawString(72, 700, TEXT)
c.drawString(72, 680, "für alle")
c.textAnnotation("note: " + TEXT, Rect=[72, 600, 90, 620])
c.acroForm.textfield(name="api_password", value="lantern-moss-4417", x=72, y=500)
c.showPage()
c.drawString(72, 700, "second page")
c.save()
with open(os.path.join(pdf, "app.ini"), "wb") as f:
    f.write(SECRET)
run("qpdf", "--object-streams=generate", "--deterministic-id", "--add-attachment", os.path.join(pdf, "app.ini"), "--creationdate=D:20240102030406Z",
    "--moddate=D:20240102030406Z", "--", os.path.join(HERE, "heron.pdf"), os.path.join(HERE, "heron-packed.pdf"), cwd=pdf)
run("qpdf", "--encrypt", "a", "b", "256", "--", os.path.join(HERE, "heron.pdf"), os.path.join(HERE, "heron-encrypted.pdf"), cwd=pdf)
shutil.rmtree(pdf)
