from __future__ import annotations

import errno
import hashlib
import os
import stat

import pytest

from kamlogic.errors import StoreError
from kamlogic.store import originals as originals_module
from kamlogic.store.originals import OriginalFiles

CONTENT = "Tanggal;Pelanggan;Jumlah\n01/02/2025;Kopi Merapi;1.234,50\n".encode("cp1252") * 50_000


@pytest.fixture
def originals(tmp_path):
    folder = tmp_path / "originals"
    folder.mkdir()
    return OriginalFiles(folder)


@pytest.fixture
def sales(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_bytes(CONTENT)
    return path


def test_a_file_comes_back_byte_for_byte_and_the_copy_is_gone_afterwards(originals, sales):
    sha256, byte_count = originals.save(sales)

    assert (sha256, byte_count) == (hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))
    with originals.opened(sha256) as copy:
        assert copy.read_bytes() == CONTENT
    assert not copy.exists()


def test_it_is_kept_once_small_and_read_only(originals, sales):
    first = originals.save(sales)
    (kept,) = originals.folder.iterdir()
    saved_at = kept.stat().st_mtime_ns

    assert originals.save(sales) == first
    assert [path.stat().st_mtime_ns for path in originals.folder.iterdir()] == [saved_at]
    assert kept.name == f"{first[0]}.zst"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o444
    assert kept.stat().st_size < len(CONTENT) / 100


@pytest.mark.parametrize("position", [0, 40, -1])
def test_a_changed_byte_is_noticed_and_healed_by_saving_again(originals, sales, position):
    sha256, _count = originals.save(sales)
    (kept,) = originals.folder.iterdir()
    content = bytearray(kept.read_bytes())
    content[position] ^= 1
    kept.chmod(0o600)
    kept.write_bytes(content)

    with pytest.raises(StoreError, match="is damaged"), originals.opened(sha256):
        pass

    originals.save(sales)
    with originals.opened(sha256) as copy:
        assert copy.read_bytes() == CONTENT


def test_a_missing_file_and_a_name_that_is_none_are_refused(originals):
    with pytest.raises(StoreError, match="is missing"), originals.opened("0" * 64):
        pass
    with pytest.raises(StoreError, match="not the name of a file"), originals.opened("../kunci"):
        pass


def test_a_full_disk_leaves_nothing_behind(originals, sales, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(originals_module.os, "fsync", full)

    with pytest.raises(StoreError, match=r"No space left on device\. Make room"):
        originals.save(sales)

    assert list(originals.folder.iterdir()) == []


def test_a_disk_that_gives_back_something_else_is_not_believed(originals, sales, monkeypatch):
    monkeypatch.setattr(originals_module, "_unpacked_hash", lambda _path: "something else")

    with pytest.raises(StoreError, match="the disk gave back something else"):
        originals.save(sales)

    assert list(originals.folder.iterdir()) == []


def test_a_full_disk_for_the_copy_is_not_called_damage(originals, sales, monkeypatch, tmp_path):
    sha256, _count = originals.save(sales)
    monkeypatch.setattr(
        originals_module.TemporaryDirectory, "__enter__", lambda _self: str(tmp_path / "gone")
    )

    with (
        pytest.raises(StoreError, match=r"could not be unpacked: No such file.*Make room"),
        originals.opened(sha256),
    ):
        pass


def test_what_dead_writers_left_is_removed(originals):
    left = originals.folder / f"tmp-elsewhere-1-{'0' * 32}.part"
    left.write_bytes(b"half a file")
    os.utime(left, (0, 0))

    assert originals.remove_leftovers() == 1
    assert list(originals.folder.iterdir()) == []
