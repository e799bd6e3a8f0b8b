"""The matching job in DuckDB: runs the SQL beside this file. `duckdb_job.py LISTINGS OUT`; only imports if OUT is `-`."""

import os
import sys

import duckdb

from peer import digests, folders


def main():
    listings, out = folders()
    digests(listings)
    here = os.path.dirname(os.path.abspath(__file__))
    sql = {name: open(os.path.join(here, name + ".sql"), encoding="utf-8").read()
           for name in ("job", "round", "write", "proof")}
    database = duckdb.connect()
    os.chdir(listings)
    database.execute(sql["job"])
    while True:
        database.execute(sql["round"])
        if database.execute("SELECT count(*) FROM taken").fetchone()[0] == 0:
            break
    os.chdir(out)
    database.execute(sql["write"])
    if database.execute(sql["proof"]).fetchone() != (True,):
        sys.exit("the result does not add up")


if __name__ == "__main__" and sys.argv[2] != "-":
    main()
