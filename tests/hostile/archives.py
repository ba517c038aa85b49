"""Archives whose parts have names that lead out of the folder, or that unpack to far more than they weigh."""

from __future__ import annotations

import io
import tarfile
import zipfile

OUTSIDE = ("../harm.txt", "../../../../etc/harm", "/etc/harm", "..\\harm.txt", "C:\\harm.txt", "a/../../harm.txt")


def zip_with_names(*names: str, content: bytes = b"harm") -> bytes:
    """A ZIP whose parts have exactly these names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            part = zipfile.ZipInfo("placeholder")
            part.filename = name
            archive.writestr(part, content)
    return file.getvalue()


def zip_outside() -> bytes:
    """A ZIP of parts that would land outside."""
    return zip_with_names(*OUTSIDE)


def zip_with_link(target: str = "/etc/passwd") -> bytes:
    """A ZIP with a symbolic link."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        archive.writestr(link, target)
    return file.getvalue()


def zip_bomb(*, unpacked: int = 256 * 2**20) -> bytes:
    """A ZIP of one part of zeros."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros", "w") as part:
        for _ in range(unpacked // 2**20):
            part.write(bytes(2**20))
    return file.getvalue()


def zip_of_zips(*, depth: int = 8) -> bytes:
    """A ZIP in a ZIP in a ZIP."""
    inner = b"harm"
    for level in range(depth):
        inner = zip_with_names(f"{level}.zip", content=inner)
    return inner


def zip_with_twins() -> bytes:
    """A ZIP with two parts of one name: readers disagree on which counts."""
    return zip_with_names("decisions.csv", "decisions.csv")


def tar_outside() -> bytes:
    """A TAR of parts that would land outside, with a link and a device among them."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name in OUTSIDE:
            part = tarfile.TarInfo(name)
            part.size = 4
            archive.addfile(part, io.BytesIO(b"harm"))
        for name, kind in (("link", tarfile.SYMTYPE), ("device", tarfile.CHRTYPE)):
            part = tarfile.TarInfo(name)
            part.type, part.linkname = kind, "/etc/passwd"
            archive.addfile(part)
    return file.getvalue()
