"""What the jobs of the peers have in common: arguments, and the digests of the listings, which avstem's job takes too."""

import hashlib
import os
import sys


def folders():
    """The folder of the listings and the one for the result, of a call `JOB.py LISTINGS OUT`."""
    listings, out = (os.path.abspath(folder) for folder in sys.argv[1:3])
    return listings, out


def digests(listings):
    """SHA-256 of both listings, by OpenSSL."""
    for name in ("left.csv", "right.csv"):
        with open(os.path.join(listings, name), "rb") as file:
            print(name, hashlib.file_digest(file, "sha256").hexdigest())
