"""A worker that asks for pages: 'port path requests' in, the seconds that they took out; a fourth
word is the cookie that it sends with each of them.

It runs beside the server, in a process of its own. A few connections are kept alive, and each
asks for its next page when the one before has come.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from time import perf_counter

CONNECTIONS = 4
HEADERS = {"Accept-Encoding": "gzip"}


def seconds(port: int, path: str, requests: int, cookie: str = "") -> float:
    """How long that many requests take, on connections that are open when the clock starts."""
    connections = [HTTPConnection("127.0.0.1", port, timeout=60) for _ in range(CONNECTIONS)]
    try:
        with ThreadPoolExecutor(CONNECTIONS) as threads:
            list(threads.map(lambda connection: _ask(connection, path, 1, cookie), connections))
            begun = perf_counter()
            shares = [len(range(place, requests, CONNECTIONS)) for place in range(CONNECTIONS)]
            same = ([path] * CONNECTIONS, shares, [cookie] * CONNECTIONS)
            list(threads.map(_ask, connections, *same))
            return perf_counter() - begun
    finally:
        for connection in connections:
            connection.close()


def _ask(connection: HTTPConnection, path: str, times: int, cookie: str) -> None:
    headers = HEADERS | {"Cookie": cookie} if cookie else HEADERS
    for _time in range(times):
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200 or not body:
            raise RuntimeError(f"{path} answers {response.status}")


if __name__ == "__main__":
    for line in sys.stdin:
        port, path, requests, *cookie = line.split()
        print(seconds(int(port), path, int(requests), *cookie), flush=True)
