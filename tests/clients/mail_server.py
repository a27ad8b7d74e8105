"""A mail server that speaks SMTP as others do (aiosmtpd): STARTTLS and a password before anything else. It takes each
message only at the second attempt, and none for an address that begins with "refused"."""

import asyncio
import datetime
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from said import say

folder = pathlib.Path(sys.argv[1])


def certificates():
    """An authority that only this test knows, and a certificate for localhost."""
    now = datetime.datetime.now(datetime.UTC)

    def made(name, key, issuer, signer, *extensions):
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=2))
        )
        for extension, is_critical in extensions:
            builder = builder.add_extension(extension, is_critical)
        return builder.sign(signer, hashes.SHA256())

    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = made(
        "Tests", authority_key, "Tests", authority_key, (x509.BasicConstraints(ca=True, path_length=None), True)
    )
    server = made(
        "localhost",
        key,
        "Tests",
        authority_key,
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (x509.SubjectAlternativeName([x509.DNSName("localhost")]), False),
        (x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]), False),
    )
    pem = serialization.Encoding.PEM
    (folder / "authority.pem").write_bytes(authority.public_bytes(pem))
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "server.pem").write_bytes(private + server.public_bytes(pem))


class Handler:
    def __init__(self):
        self.attempts = {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            say(refused=address)
            return "550 5.1.1 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        text = envelope.content.decode("utf-8")
        key = next(line for line in text.splitlines() if line.lower().startswith("message-id:"))
        count = self.attempts[key] = self.attempts.get(key, 0) + 1
        say(
            message={
                "attempt": count,
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "text": text,
                "encrypted": session.ssl is not None,
            }
        )
        return "451 4.3.0 try again later" if count == 1 else "250 taken"


def password(server, session, envelope, mechanism, data):
    good = data.login == b"agency" and data.password == b"hunter2"
    if not good:
        say(unknown=data.login.decode())
    # Not handled yet: the server itself answers 535.
    return AuthResult(success=good, handled=False)


async def main():
    certificates()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "server.pem")
    handler = Handler()

    def connection():
        return SMTP(
            handler,
            hostname="localhost",
            tls_context=context,
            require_starttls=True,
            auth_required=True,
            authenticator=password,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, "127.0.0.1", 0)
    say(port=server.sockets[0].getsockname()[1])
    # Until the test has gone.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
