"""A folder elsewhere: in S3-compatible storage or on another disc."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qsl, urlsplit

import pyarrow as pa
from pyarrow import fs

from ..rules.problems import Refusal, clip

_SCHEMES, _WAYS = {"s3", "file"}, {"http", "https"}
_OPTIONS = {"endpoint_override", "scheme", "region"}
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    "": "text/plain; charset=utf-8",
}
_CREDENTIALS = (
    "Look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment of the service, or at "
    "the file ~/.aws/credentials, and whether this key may list, read and write there."
)
_UNREACHABLE = "Look whether the server is reached from here; the next run completes the mirror."
_CURES = {
    "NO_SUCH_BUCKET": "Make the bucket, or correct its name in the address.",
    "ACCESS_DENIED": _CREDENTIALS,
    "INVALID_ACCESS_KEY_ID": _CREDENTIALS,
    "SIGNATURE_DOES_NOT_MATCH": _CREDENTIALS,
    "NETWORK_CONNECTION": _UNREACHABLE,
}


class RemoteError(Refusal):
    """A folder elsewhere cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A folder elsewhere; paths within it have "/" between their parts.

    name: how messages call it, without anything secret.
    """

    files: fs.FileSystem
    base: str
    name: str

    @property
    def on_disc(self) -> bool:
        return bool(self.files.type_name == "local")

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        with self._told():
            if self.files.get_file_info(self._at(path)).type != fs.FileType.File:
                return None
            with self.files.open_input_stream(self._at(path)) as file:
                return bytes(file.read())

    def sizes(self, folder: str) -> dict[str, int]:
        """Names and sizes of the files of a folder; none where there is no folder."""
        return {info.base_name: info.size for info in self._infos(folder) if info.is_file}

    def folders(self, within: str = "") -> list[str]:
        """Names of the folders directly in here, or directly in one of them."""
        infos = self._infos(within)
        return sorted(info.base_name for info in infos if info.type == fs.FileType.Directory)

    def put(self, path: str, content: Path | bytes) -> None:
        """Writes a file, which appears whole or not at all."""
        target = self._at(path)
        kind = {"Content-Type": _KINDS.get(PurePosixPath(path).suffix, "application/octet-stream")}
        with self._told():
            if not self.on_disc:
                # an object appears when its stream is closed
                self._write(target, content, kind)
                return
            self.files.create_dir(str(PurePosixPath(target).parent), recursive=True)
            self._write(f"{target}.partial", content, kind)
            self.files.move(f"{target}.partial", target)

    def delete(self, path: str) -> None:
        with self._told():
            self.files.delete_file(self._at(path))

    def delete_folder(self, folder: str) -> None:
        with self._told():
            self.files.delete_dir(self._at(folder))

    def _at(self, path: str) -> str:
        return f"{self.base}/{path}".rstrip("/")

    def _infos(self, folder: str) -> list[fs.FileInfo]:
        with self._told():
            selector = fs.FileSelector(self._at(folder), allow_not_found=True)
            return list(self.files.get_file_info(selector))

    def _write(self, target: str, content: Path | bytes, kind: dict[str, str]) -> None:
        with self.files.open_output_stream(target, metadata=kind) as out:
            if isinstance(content, bytes):
                out.write(content)
            else:
                with content.open("rb") as file:
                    shutil.copyfileobj(file, out, 1 << 20)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise _refused(self.name, error) from error


def open_remote(uri: str) -> Remote:
    """The folder at s3://bucket/prefix?endpoint_override=…&scheme=… or file:///folder.

    Keys to it come only from the environment or the files of AWS. Raises RemoteError.
    """
    parts = urlsplit(uri)
    host = parts.netloc.rpartition("@")[2]
    name = clip(f"{parts.scheme}://{host}{parts.path}", 200)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    _refuse_unsafe(uri, name, options)
    if endpoint := options.get("endpoint_override"):
        name += f" at {clip(endpoint)}"
    try:
        files, base = fs.FileSystem.from_uri(uri)
    except (pa.ArrowInvalid, ValueError) as error:
        raise RemoteError(f"mirror: {name} is no address. {_FORM}") from error
    except OSError as error:
        raise _refused(name, error) from error
    return Remote(files, base.rstrip("/"), name)


_FORM = "Write s3://bucket/folder?endpoint_override=server&scheme=https or file:///folder."


def _refuse_unsafe(uri: str, name: str, options: dict[str, str]) -> None:
    parts = urlsplit(uri)
    if "@" in parts.netloc or any("@" in value for value in options.values()):
        raise RemoteError(
            f"mirror: the address {name} holds a user or a key, and settings are no place for "
            "secrets. Take it out, and put it into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        )
    if parts.scheme not in _SCHEMES or options.get("scheme", "https") not in _WAYS:
        raise RemoteError(f"mirror: {name} is no address that is known. {_FORM}")
    if parts.scheme == "s3" and not parts.netloc:
        raise RemoteError(f"mirror: {name} names no bucket. {_FORM}")
    # also keeps access_key=… out of the settings; its value is not repeated
    if strange := sorted(set(options) - (_OPTIONS if parts.scheme == "s3" else set())):
        raise RemoteError(f"mirror: {name} has '{clip(strange[0])}', which is unknown. {_FORM}")


def _refused(name: str, error: OSError) -> RemoteError:
    """What went wrong, by its code alone: the whole answer of a server may hold a key."""
    found = re.search(r"AWS Error ([A-Z_]+)", str(error))
    code = found[1] if found else (error.strerror or type(error).__name__)
    said = clip(code.partition(" '")[0].lower().replace("_", " "))
    cure = _CURES.get(code, _CREDENTIALS if found else "Allow or free the space, then run again.")
    return RemoteError(f"mirror: {name} cannot be used ({said}). {cure}")
