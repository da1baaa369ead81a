from __future__ import annotations

import errno
import hashlib
import os
import socket
import stat
import time

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kamlogic.errors import StoreError
from kamlogic.store import files as files_module
from kamlogic.store.database import open_store
from kamlogic.store.files import SalesFiles

LINES = pa.table({"client_key": [1, 1, 2], "amount": pa.array([1, 2, 3], pa.decimal128(18, 2))})
DEAD_PROCESS = 2**22 + 1  # above the highest process number of Linux


@pytest.fixture
def files(tmp_path):
    return SalesFiles(tmp_path)


def _leftover(folder, host, process, age_seconds):
    path = folder / f"tmp-{host}-{process}-{'0' * 32}.part"
    path.write_bytes(b"half a file")
    os.utime(path, (time.time() - age_seconds,) * 2)
    return path


def test_a_saved_table_is_one_read_only_file_named_by_its_content(files, tmp_path):
    sha256 = files.save(LINES)

    (kept,) = tmp_path.iterdir()
    assert kept == files.path(sha256) == files.verify(sha256)
    assert kept.name == hashlib.sha256(kept.read_bytes()).hexdigest() + ".parquet"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o444
    assert pq.read_metadata(kept).row_group(0).column(0).compression == "ZSTD"
    assert pq.read_table(kept, page_checksum_verification=True).equals(LINES)


def test_the_same_table_twice_is_the_same_file_and_not_written_again(files, tmp_path):
    sha256 = files.save(LINES)
    saved_at = files.path(sha256).stat().st_mtime_ns

    assert files.save(LINES) == sha256
    assert [path.stat().st_mtime_ns for path in tmp_path.iterdir()] == [saved_at]


def test_refused_rows_come_back_as_they_were(files):
    refused = pd.DataFrame(
        {"row_number": [4, 9], "reason": ["no date", "no amount"], "cell: Tanggal": ["?", None]}
    )

    sha256 = files.save_frame(refused.set_index(pd.Index([10, 20])))

    pd.testing.assert_frame_equal(files.load_frame(sha256), refused)


@pytest.mark.parametrize("position", [0, 200, -1])
def test_one_changed_byte_is_noticed_and_healed_by_saving_again(files, position):
    sha256 = files.save(LINES)
    content = bytearray(files.verify(sha256).read_bytes())
    content[position] ^= 1
    files.path(sha256).chmod(0o600)
    files.path(sha256).write_bytes(content)

    with pytest.raises(StoreError, match="is damaged"):
        files.verify(sha256)
    with pytest.raises(StoreError, match="is damaged"):
        files.load_frame(sha256)

    assert files.save(LINES) == sha256
    assert pq.read_table(files.verify(sha256)).equals(LINES)


def test_an_intact_file_is_hashed_once(files, monkeypatch):
    sha256 = files.save(LINES)
    files.verify(sha256)
    monkeypatch.setattr(files_module, "_hash", lambda _path: "looked at again")

    assert files.verify(sha256) == files.path(sha256)


def test_a_missing_file_and_a_name_that_is_none_are_refused(files):
    with pytest.raises(StoreError, match="is missing"):
        files.path("0" * 64)
    with pytest.raises(StoreError, match="is missing"):
        files.verify("0" * 64)
    with pytest.raises(StoreError, match="not the name of a file"):
        files.path("../kunci")


def test_a_full_disk_leaves_nothing_behind(files, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files_module.os, "fsync", full)

    with pytest.raises(StoreError, match=r"No space left on device\. Make room"):
        files.save(LINES)

    assert list(tmp_path.iterdir()) == []


def test_opening_removes_what_dead_writers_left_and_nothing_else(home, store, url):
    kept = {store.files.path(store.files.save(LINES))}
    store.close()
    here, sales = socket.gethostname(), home / "sales"
    kept |= {
        _leftover(sales, here, os.getpid(), 60),
        _leftover(sales, "another-machine", DEAD_PROCESS, 60),
        sales / "notes.txt",
    }
    (sales / "notes.txt").write_text("mine")
    gone = {_leftover(sales, here, DEAD_PROCESS, 60), _leftover(sales, "slow-machine", 1, 4000)}

    open_store(home, url).close()

    assert set(sales.iterdir()) == kept
    assert not any(path.exists() for path in gone)


def test_a_writer_of_another_user_is_alive(files, tmp_path, monkeypatch):
    def not_yours(_process, _signal):
        raise PermissionError

    _leftover(tmp_path, socket.gethostname(), 1, 60)
    monkeypatch.setattr(files_module.os, "kill", not_yours)

    assert files.remove_leftovers() == 0


def test_a_leftover_that_goes_while_we_look_is_no_trouble(files, tmp_path, monkeypatch):
    gone = tmp_path / f"tmp-host-1-{'0' * 32}.part"
    monkeypatch.setattr(type(tmp_path), "iterdir", lambda _folder: iter([gone]))

    assert files.remove_leftovers() == 0
