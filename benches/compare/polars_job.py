"""The matching job in Polars, lazy where it can be. `polars_job.py LISTINGS OUT`; only imports if OUT is `-`."""

import os
import sys

import polars as pl

from peer import digests, folders

NAMES = ["account", "voucher", "voucher_type", "period", "date", "amount", "currency", "batch", "reference", "kid",
         "party", "text"]


def listing(folder, name):
    """A listing with øre as whole numbers and days as bank days. Only the columns that are used are parsed."""
    schema = {column: pl.String for column in NAMES} | {"voucher": pl.Int64}
    rows = pl.scan_csv(os.path.join(folder, name), separator=";", schema=schema)
    days = pl.scan_csv(os.path.join(folder, "bank_days.csv"), separator=";",
                       schema={"date": pl.String, "number": pl.Int32})
    # Every amount here has two decimals: øre are its digits without the mark.
    ore = pl.col("amount").str.replace(",", "", literal=True).cast(pl.Int64)
    return (rows.join(days, on="date", how="left", maintain_order="none")
            .select(row=pl.col("voucher") - 700_000_000, amount=ore, day="number", currency="currency",
                    batch="batch", reference="reference"))


def nearest_first(candidates):
    """Pairs of which each is the other's first choice; then again with what is left."""
    rounds = []
    while True:
        taken = candidates.sort("distance", "right").unique("left", keep="first").join(
            candidates.sort("distance", "left").unique("right", keep="first"), on=["left", "right"], how="semi")
        if taken.is_empty():
            return pl.concat(rounds) if rounds else taken.select("left", "right")
        rounds.append(taken.select("left", "right"))
        candidates = candidates.join(taken, on="left", how="anti").join(taken, on="right", how="anti")


def rows_of(grouped, name):
    return grouped.group_by("batch", "currency").agg(
        pl.col("amount").sum(), pl.col("row").cast(pl.String).str.join(" ").alias(name))


def main():
    listings, out = folders()
    digests(listings)
    left, right = pl.collect_all([listing(listings, "left.csv"), listing(listings, "right.csv")])

    named = [side.lazy().filter(pl.col("reference").is_not_null()) for side in (left, right)]
    by_reference = (named[0].join(named[1], on=["reference", "amount", "currency"])
                    .select(left="row", right="row_right").collect())
    left2 = left.join(by_reference, left_on="row", right_on="left", how="anti")
    right2 = right.join(by_reference, left_on="row", right_on="right", how="anti")

    batched = [side.filter(pl.col("batch").is_not_null()) for side in (left2, right2)]
    by_batch = rows_of(batched[0], "left").join(rows_of(batched[1], "right"), on=["batch", "currency", "amount"])
    left3 = left2.join(by_batch, on=["batch", "currency"], how="anti")
    right3 = right2.join(by_batch, on=["batch", "currency"], how="anti")

    distance = (pl.col("day") - pl.col("day_right")).abs()
    candidates = (left3.lazy().join(right3.lazy(), on=["amount", "currency"])
                  .select(left="row", right="row_right", distance=distance)
                  .filter(pl.col("distance") <= 3).collect())
    by_window = nearest_first(candidates)
    open_left = left3.join(by_window, left_on="row", right_on="left", how="anti")
    open_right = right3.join(by_window, left_on="row", right_on="right", how="anti")

    def texts(pairs, rule):
        return pairs.select(pl.lit(rule).alias("rule"), pl.col("left").cast(pl.String), pl.col("right").cast(pl.String))

    matches = pl.concat([texts(by_reference, "reference"), texts(by_batch, "batch"), texts(by_window, "amount-window")])
    matches.with_row_index("group", 1).write_csv(os.path.join(out, "matches.csv"), separator=";")
    still_open = pl.concat([side.select(pl.lit(name).alias("side"), "row", "amount")
                            for name, side in (("left", open_left), ("right", open_right))])
    still_open.write_csv(os.path.join(out, "open.csv"), separator=";")

    for side, name, rest, rest_open in ((left, "left", left2, open_left), (right, "right", right2, open_right)):
        matched = [side.join(by_reference, left_on="row", right_on=name, how="semi"),
                   rest.join(by_batch, on=["batch", "currency"], how="semi"),
                   rest.join(by_window, left_on="row", right_on=name, how="semi"), rest_open]
        if (sum(part.height for part in matched), sum(part["amount"].sum() for part in matched)) != (
                side.height, side["amount"].sum()):
            sys.exit("the result does not add up")


if __name__ == "__main__" and sys.argv[2] != "-":
    main()
