"""Carries out calls with the official Python client of DhanHQ. `main.ts` next to this file starts it and says what to call.

It reads one JSON object a line and answers each with one line of JSON: {"value": ...} for what a function returned, or
{"raised": "TypeError: ..."} for what it raised. What has no JSON is answered as text, and a table as its columns and number of rows.
"""
import inspect
import json
import os
import platform
import queue
import sys
import webbrowser
from importlib import metadata

# The client prints to standard output, the token too. Standard output is for the answers.
answers = os.fdopen(os.dup(1), 'w')
sys.stdout = open(os.devnull, 'w')
# Replaced before the import, because the client keeps the function. No browser is to open here.
webbrowser.open = lambda url, *_: True

import dhanhq  # noqa: E402

CLASSES = [dhanhq.dhanhq, dhanhq.DhanLogin, dhanhq.MarketFeed, dhanhq.FullDepth, dhanhq.OrderUpdate, dhanhq.GlobalStocksFeed]
objects = {}
heard = queue.Queue()
context = None


def hello():
    """The versions, and every public function of each class."""
    versions = {name: metadata.version(name) for name in ['dhanhq', 'requests', 'websockets', 'pandas']}
    functions = {
        one.__name__: sorted(name for name, _ in inspect.getmembers(one, inspect.isfunction) if not name.startswith('_'))
        for one in CLASSES
    }
    return {'versions': {**versions, 'python': platform.python_version()}, 'functions': functions}


def account(host, client_id, token):
    """A client of this account, of a broker that is at `host` with all its services."""
    global context
    rest, socket = f'http://{host}', f'ws://{host}'
    dhanhq.DhanHTTP.API_BASE_URL = dhanhq.DhanLogin.API_BASE_URL = rest + '/v2'
    dhanhq.DhanLogin.AUTH_BASE_URL = rest
    dhanhq.Security.COMPACT_CSV_URL = rest + '/api-data/api-scrip-master.csv'
    dhanhq.Security.DETAILED_CSV_URL = rest + '/api-data/api-scrip-master-detailed.csv'
    dhanhq.Security.GLOBAL_STOCKS_CSV_URL = rest + '/api-data/us-stock-scrip-master.csv'
    dhanhq.MarketFeed.market_feed_wss = socket + '/'
    dhanhq.FullDepth.depth_20_feed_wss = socket + '/twentydepth'
    dhanhq.FullDepth.depth_200_feed_wss = socket + '/'
    context = dhanhq.DhanContext(client_id, token)
    objects['dhanhq'] = dhanhq.dhanhq(context)
    objects['DhanLogin'] = context.get_dhan_login()
    while not heard.empty():
        heard.get()


def socket(of, args, host):
    """A socket object of the class `of`. What its callback hears is kept for `hear`."""
    made = objects[of] = getattr(dhanhq, of)(context, **tuples(args))
    if of == 'OrderUpdate':
        made.order_feed_wss = f'ws://{host}'
        made.on_update = heard.put
    elif of == 'MarketFeed':
        made.on_message = lambda _feed, message: heard.put(message)


def call(of, name, args):
    return getattr(objects[of], name)(**tuples(args))


def start(of, name):
    """Calls a function that does not return."""
    import threading
    threading.Thread(target=getattr(objects[of], name), daemon=True).start()


def hear():
    return heard.get(timeout=5)


def tuples(args):
    """Instruments are lists of tuples in the client, and JSON has no tuples."""
    pairs = {'instruments', 'symbols'}
    return {name: [tuple(one) for one in value] if name in pairs else value for name, value in args.items()}


def plain(value):
    if hasattr(value, 'columns'):
        return {'columns': [str(name) for name in value.columns], 'rows': len(value)}
    return value


DOES = {one.__name__: one for one in [hello, account, socket, call, start, hear]}
for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = {'value': plain(DOES[asked.pop('do')](**asked))}
    except Exception as error:
        answer = {'raised': f'{type(error).__name__}: {error}'}
    answers.write(json.dumps(answer, default=str) + '\n')
    answers.flush()
