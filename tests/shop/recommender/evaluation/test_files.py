"""Files of purchases: what is read, and what is said about a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from shop.errors import InvalidInput
from shop.recommender.evaluation.files import read_log

HEADER = "customer_id,product_id,at,value\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "purchases.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_form_of_a_moment(tmp_path: Path) -> None:
    rows = "a,p,2026-11-20,\na,q,2026-11-20T08:00:00+08:00,\nb,p,1795132800,\nb,q,1795132800.5,\n"
    log = read_log(write(tmp_path, "\ufeff" + HEADER + rows))
    assert log.moments.tolist() == [1795132800.0, 1795132800.0, 1795132800.0, 1795132800.5]
    assert log.values is None
    assert (log.customers, log.products) == (("a", "b"), ("p", "q"))


def test_values_are_kept_and_low_ones_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, "value,at,product_id,customer_id\n5,1,p,a\n2,1,q,a\n,1,r,a\n")
    found = read_log(path).values
    assert found is not None
    assert found.tolist() == [5.0, 2.0, 0.0]
    assert read_log(path, 3.0).products == ("p",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("customer_id,product,at\na,b,1\n", r"'product_id' is missing; the header is 'customer_id, product, at'"),
        ("customer_id,product_id,at,at\na,b,1,1\n", r"'at' is there twice"),
        ("", r"'customer_id' is missing"),
        (HEADER, r"no rows"),
        (HEADER + "a,p,1,1\n\na,,1,1\n", r"row 4, column product_id: It is empty"),
        (HEADER + "a,p,yesterday,1\n", r"row 2, column at: 'yesterday' is not a moment"),
        (HEADER + "a,p,nan,1\n", r"row 2, column at: 'nan'"),
        (HEADER + "a,p,1,many\n", r"row 2, column value: 'many' is not a number"),
        (HEADER + "a,p\n", r"row 2: It has 2 cells only"),
        (HEADER + '"a,p,1,1\n', r"not a CSV file"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_log(write(tmp_path, text))


def test_other_files_are_named_too(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no such file"):
        read_log(tmp_path / "none.csv")
    path = tmp_path / "purchases.csv"
    path.write_bytes(b"customer_id,product_id,at\n\xff\xfe,p,1\n")
    with pytest.raises(InvalidInput, match="not UTF-8"):
        read_log(path)
    with pytest.raises(InvalidInput, match="no values to compare"):
        read_log(write(tmp_path, "customer_id,product_id,at\na,p,1\n"), 3.0)
    with pytest.raises(InvalidInput, match="at least 9"):
        read_log(write(tmp_path, HEADER + "a,p,1,3\n"), 9.0)
