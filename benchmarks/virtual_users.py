"""Many people at once on a real server: requests a second, on our screens and on the peer's."""

import itertools
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

from odoo import SUPERUSER_ID, api

from .data_set import PASSWORD, SEED
from .harness import Result
from .workloads import Scene, _specification

SERVE = Path(__file__).parent / "serve.py"
USERS, WORKERS = 100, 2
READING = 0.8
ROUNDS, SECONDS = 3, 12
GOAL = 1.5


class Server:
    """The application with two worker processes on a free port of this machine."""

    def __init__(self, options):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [
                *(sys.executable, SERVE, "-c", options.config, "-d", options.database),
                *("--http-interface=127.0.0.1", f"--http-port={self.port}"),
                *(f"--workers={WORKERS}", "--max-cron-threads=0", "--log-level=critical"),
                f"--gevent-port={self.port + 1 if self.port < 65535 else self.port - 1}",
            ],
            env={**os.environ, "PGOPTIONS": "-c synchronous_commit=off"},
        )

    def __enter__(self):
        until = time.monotonic() + 120
        while True:
            try:
                Client(self.port).open("/web/login")
                return self
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    self.process.kill()
                    raise
                time.sleep(0.5)

    def __exit__(self, *_error):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Client:
    """One session, as a browser has it."""

    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def open(self, path, data=None):
        headers = {"Content-Type": "application/json"} if data else {}
        request = urllib.request.Request(self.base + path, data, headers)
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.read()
        except urllib.error.URLError as error:
            if isinstance(error.reason, ConnectionError):
                raise error.reason from error
            raise

    def rpc(self, path, **params):
        body = json.dumps({"jsonrpc": "2.0", "params": params}).encode()
        answer = json.loads(self.open(path, body))
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]

    def call(self, model, method, *args, **kwargs):
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self.rpc(path, model=model, method=method, args=args, kwargs=kwargs)


def measure(registry, options):
    """Result of one mix of reading and writing by 100 sessions, ours and the peer's in turn."""
    with registry.cursor() as cr:
        scene = Scene(api.Environment(cr, SUPERUSER_ID, {}))
        sides = [_side(scene, *side) for side in _sides(scene)]
    few = options.repetitions == 1  # a trial of the program itself
    users, seconds = (10, 2) if few else (USERS, SECONDS)
    with Server(options) as server:
        for side in sides:
            side["clients"] = _sessions(server, side["login"], options.database, users)
        rates = [[], []]
        for _round in range(ROUNDS):
            for place, side in enumerate(sides):
                rates[place].append(_load(side, seconds))
    ours, peer = (statistics.median(side) for side in rates)
    return Result(
        f"{users} virtual users, requests a second",
        f"{ours:.1f}",
        f"{peer:.1f}",
        ours / peer,
        GOAL,
        more_is_better=True,
    )


def _sides(scene):
    """Login, model, domain and the field that is typed into, ours and the peer's."""
    return (
        (
            "bench.standing",
            "cchc.task",
            [("plan_id", "=", scene.plan.id), ("state", "in", ("assigned", "in_progress"))],
            "explanation",
        ),
        ("bench.peer", "project.task", [("project_id", "!=", False)], "description"),
    )


def _side(scene, login, model, domain, field):
    records = scene.env[model].with_user(scene.user(login))
    ids = records.search(domain, limit=2000).ids
    return {
        "login": login,
        "model": model,
        "domain": domain,
        "field": field,
        "ids": ids,
        "list": _specification(records, "list"),
        "form": _specification(records, "form"),
    }


def _sessions(server, login, database, users):
    """Logged-in clients; ten sessions are shared, as logging in itself is not measured."""
    opened = []
    for _number in range(min(users, 10)):
        client = Client(server.port)
        client.rpc("/web/session/authenticate", db=database, login=login, password=PASSWORD)
        opened.append(client)
    return list(itertools.islice(itertools.cycle(opened), users))


def _load(side, seconds):
    """Requests a second that all clients together are answered within ``seconds``."""
    until = time.monotonic() + seconds
    counts, errors = [], []

    def act(client, number):
        chance = random.Random(SEED + number)
        done = 0
        try:
            while time.monotonic() < until:
                try:
                    _request(client, side, chance)
                    done += 1
                except ConnectionError:
                    # The queue of the server is full; a proxy before it would wait, too.
                    time.sleep(0.05)
        except Exception as error:
            errors.append(error)
        counts.append(done)

    began = time.monotonic()
    threads = [
        threading.Thread(target=act, args=(client, number))
        for number, client in enumerate(side["clients"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return sum(counts) / (time.monotonic() - began)


def _request(client, side, chance):
    """A page of the list, a form, or now and then something typed and saved."""
    id_ = chance.choice(side["ids"])
    if chance.random() >= READING:
        client.call(
            side["model"],
            "web_save",
            [id_],
            {side["field"]: f"Ghi chú {chance.random()}"},
            specification={"display_name": {}},
        )
    elif chance.random() < 0.5:
        client.call(
            side["model"],
            "web_search_read",
            side["domain"],
            side["list"],
            offset=80 * chance.randrange(5),
            limit=80,
            count_limit=10_001,
        )
    else:
        client.call(side["model"], "web_read", [id_], side["form"])
