"""A real SMTP server (aiosmtpd) on loopback: STARTTLS, authentication, refusals by recipient. One JSON line a mail on standard output."""
import asyncio, json, ssl, sys
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, SMTP

user, password, certificate, key = sys.argv[1:5]


class Handler:
    def __init__(self):
        self.busy = {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name.startswith("bounce"):
            return "550 5.1.1 no such mailbox"
        if name.startswith("busy"):
            # Refuses the first time only, as greylisting does
            self.busy[name] = self.busy.get(name, 0) + 1
            if self.busy[name] == 1 or name.startswith("busyforever"):
                return "451 4.3.0 try again later"
        if name.startswith("slow"):
            await asyncio.sleep(30)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "user": session.auth_data if session.authenticated else None,
            "data": envelope.content.decode("utf-8", "replace"),
        }
        print(json.dumps(mail), flush=True)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == user.encode() and data.password == password.encode()
    return AuthResult(success=good, handled=False, auth_data=data.login.decode())


class Session(SMTP):
    async def auth_login(self, server, args):
        """Names of mechanisms have no case (RFC 4422 section 3.1); aiosmtpd knows only the capitals."""
        return await self.auth_LOGIN(server, args)


class Server(Controller):
    def factory(self):
        if not user:
            return Session(self.handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return Session(self.handler, tls_context=context, require_starttls=True, auth_required=True, authenticator=authenticate)


controller = Server(Handler(), hostname="127.0.0.1", port=0, ready_timeout=30)
# The controller looks whether the port answers before it knows which one it got; so it only opens the door here.
loop = controller.loop
server = loop.run_until_complete(loop.create_server(controller.factory, host="127.0.0.1", port=0))
print(server.sockets[0].getsockname()[1], flush=True)


def answer_marks():
    """Sends each line back, behind the mails that came before it; the end of the input is the end of the server."""
    for line in sys.stdin:
        print(line.strip(), flush=True)
    loop.call_soon_threadsafe(loop.stop)


loop.run_in_executor(None, answer_marks)
loop.run_forever()
