from __future__ import annotations

from pathlib import Path

import pytest

from kamlogic.intake.decoding import find_encoding, is_wide_text, other_encodings, words_in
from kamlogic.intake.letters import cyrillic_encoding

RUSSIAN = "Дата;Контрагент;Сумма\n" + "01.02.2025;ООО Ромашка, г. Москва;1500\n02.02.2025;ИП Жуков;20\n" * 5
SHOUTED = "ДАТА;КЛИЕНТ;СУММА\n01.02.2025;РОМАШКА И ПАРТНЕРЫ;15\n"
CZECH = "Datum;Zákazník;Částka\n1.2.2025;Železářství Novák, Plzeň;1500\n2.2.2025;Dvořák a synové;20\n" * 3
POLISH = "Data;Klient;Kwota\n1.2.2025;Hurtownia Łódź sp. z o.o.;15\n2.2.2025;Źródło i Gęś;20\n" * 3
HUNGARIAN = "Dátum;Vevő;Összeg\n2025.02.01;Győri Fűszer Kft.;1500\n" * 5
CROATIAN = "Datum;Kupac;Iznos\n1.2.2025;Kovačević i šest sinova;15\n2.2.2025;Žito Đurđevac;20\n" * 3
FRENCH = "Date;Client;Montant\n1/2/2025;Crémerie de l’Étoile à Nîmes, cœur – façade;15\n" * 5
GERMAN = "Datum;Kunde;Betrag\n1.2.2025;Müller & Söhne, Straße;15\n" * 5
DANISH = "Dato;Kunde;Beløb\n1.2.2025;Sørensen Køkken, Århus æble;15\n" * 5
PORTUGUESE = "Data;Cliente;Valor\n1/2/2025;Padaria São João, ações;15\n" * 5
SPANISH = "Fecha;Cliente;Importe\n1/2/2025;Peña y Compañía ¿?;15\n" * 5


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.csv"


@pytest.mark.parametrize("text", [RUSSIAN, SHOUTED])
@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8_r"])
def test_russian_encodings_are_told_apart(path: Path, text: str, encoding: str) -> None:
    path.write_bytes(text.encode(encoding))

    assert find_encoding(path) == encoding


@pytest.mark.parametrize("text", [CZECH, POLISH, HUNGARIAN, CROATIAN])
def test_central_european_text_is_cp1250(path: Path, text: str) -> None:
    path.write_bytes(text.encode("cp1250"))

    assert find_encoding(path) == "cp1250"


@pytest.mark.parametrize("text", [FRENCH, GERMAN, DANISH, PORTUGUESE, SPANISH])
def test_western_text_is_cp1252(path: Path, text: str) -> None:
    path.write_bytes(text.encode("cp1252"))

    assert find_encoding(path) == "cp1252"


@pytest.mark.parametrize("text", [RUSSIAN, GERMAN])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_text_without_a_mark_is_known(path: Path, text: str, encoding: str) -> None:
    path.write_bytes(text.encode(encoding))

    assert find_encoding(path) == encoding
    assert is_wide_text(text.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_wide_text_with_a_mark_is_known(path: Path, encoding: str) -> None:
    path.write_bytes(RUSSIAN.encode(encoding))

    assert find_encoding(path) == encoding
    assert is_wide_text(RUSSIAN.encode(encoding))


def test_plain_text_is_not_wide() -> None:
    assert not is_wide_text(RUSSIAN.encode())
    assert not is_wide_text(b"a,b\0c\n" + b"1,2,3\n" * 100)
    assert not is_wide_text(b"\0" * 4000 + b"a" * 96)


def test_one_bad_byte_leaves_the_file_utf8(path: Path) -> None:
    path.write_bytes(GERMAN.encode() + b"2.2.2025;M\xfcller;20\n")

    assert find_encoding(path) == "utf-8"


def test_many_bad_bytes_make_another_encoding(path: Path) -> None:
    path.write_bytes("é".encode() + GERMAN.encode("cp1252"))

    assert find_encoding(path) == "cp1252"


def test_bytes_that_are_no_language_are_not_cyrillic() -> None:
    assert cyrillic_encoding(bytes(range(128, 256))) is None


def test_other_encodings_are_offered_with_the_same_words_in_each(path: Path) -> None:
    path.write_bytes(RUSSIAN.encode("cp1251"))

    offered = other_encodings(path, "cp1251")

    assert "cp1251" not in offered
    assert "koi8_r" in offered
    assert words_in(path, "cp1251")[0] == "Контрагент"
    assert words_in(path, "koi8_r")[0] == "йНМРПЮЦЕМР"


def test_czech_is_offered_to_who_sees_western_letters(path: Path) -> None:
    path.write_bytes(b"Plain;text\n" * 40_000 + CZECH.encode("cp1250"))

    assert "cp1250" in other_encodings(path, "cp1252")
    assert "Železářství Novák" in words_in(path, "cp1250")


def test_plain_and_wide_text_have_no_other_reading(path: Path) -> None:
    path.write_bytes(b"a;b\n")
    assert other_encodings(path, "utf-8") == []
    path.write_bytes(RUSSIAN.encode("utf-16"))
    assert other_encodings(path, "utf-16") == []
    assert words_in(path, "utf-16") == []
