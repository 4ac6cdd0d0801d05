"""GNU Mailman's own REST application on a free port of loopback; prints the port. Ends when its standard input ends."""
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

from mailman.core.initialize import initialize

initialize(sys.argv[1])

from mailman.rest.wsgiapp import make_application  # noqa: E402 (needs the configuration)


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


server = make_server("127.0.0.1", 0, make_application(), handler_class=Quiet)
print(server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
