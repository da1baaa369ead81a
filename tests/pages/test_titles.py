"""Titles on data where the usual sentence would be wrong."""

from __future__ import annotations

ONE = "Date,Client,Amount\n" + "".join(f"2025-{month:02}-03,Acme,10\n" for month in range(1, 7))
LOSS = "Date,Client,Amount,Cost\n" + "".join(
    f"2025-{month:02}-03,{name},{amount},{cost}\n"
    for month in range(1, 7)
    for name, amount, cost in (("Acme", 100, 150), ("Bravo", 50, 20), ("Cargo", 40, 60))
)


def test_the_only_client_is_not_one_of_one(keep, open_page):
    keep(ONE)

    assert open_page("abc_analysis").header[0].value == "The only client is A and brings all net sales"
    assert open_page("xyz_analysis").header[0].value == "The only client buys often"


def test_losing_a_loss_is_a_gain_of_profit(keep, open_page):
    keep(LOSS)

    app = open_page("concentration")
    app.multiselect[0].set_value([app.multiselect[0].value[0]]).run()

    texts = " ".join(line.value for line in app.markdown).replace("\\", "")
    assert "of sales less, but 300 of gross profit more" in texts
