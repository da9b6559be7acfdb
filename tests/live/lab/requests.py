#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Sends HTTP requests, each on a connection of its own, and prints who answered as JSON.

requests.py --count 300 --parallel 8 --source A,B,... ADDRESS PORT
-> {"answers": {"server1": 100, ...}, "failures": ["timed out", ...]}
"""
import argparse
import collections
import concurrent.futures
import http.client
import json

TIMEOUT_S = 5


def ask(address, port, source):
    connection = http.client.HTTPConnection(address, port, timeout=TIMEOUT_S,
                                            source_address=(source, 0) if source else None)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read().decode().strip(), None
    except OSError as error:
        return None, str(error)
    except http.client.HTTPException as error:
        return None, repr(error)
    finally:
        connection.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--parallel", type=int, default=8)
    parser.add_argument("--source", default="")
    parser.add_argument("address")
    parser.add_argument("port", type=int)
    options = parser.parse_args()
    sources = options.source.split(",")
    answers, failures = collections.Counter(), []
    with concurrent.futures.ThreadPoolExecutor(options.parallel) as pool:
        jobs = [pool.submit(ask, options.address, options.port, sources[i % len(sources)])
                for i in range(options.count)]
        for job in jobs:
            body, failure = job.result()
            if failure is None:
                answers[body] += 1
            else:
                failures.append(failure)
    print(json.dumps({"answers": answers, "failures": failures}))


if __name__ == "__main__":
    main()
