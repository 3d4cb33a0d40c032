"""Hands a message to a mail server under TLS and says what came of it. One try; the same message keeps its Message-ID at every try."""

from __future__ import annotations

import contextlib
import smtplib
import socket
from email.message import EmailMessage
from email.utils import format_datetime

from schoolapp.outside.reach import Call, Grounds, Unreached, call, connect, secured, trusted
from schoolapp.rules.outbox import Address, BadAddress, Outcome, Parcel, judge_mail, read_mail_host


class _Client(smtplib.SMTP):
    """smtplib over a connection that `reach` opens."""

    def __init__(self, made: Call, address: Address, grounds: Grounds) -> None:
        super().__init__(local_hostname=address.sender.rpartition("@")[2] or "localhost", timeout=grounds.step_seconds)
        self._made, self._address, self._grounds = made, address, grounds
        self._host = address.host  # whose certificate STARTTLS asks for

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        opened = connect(self._made, host, port, self._grounds, plain=self._address.security == "none")
        return secured(self._made, opened, host, self._grounds) if self._address.security == "ssl" else opened


def post(parcel: Parcel, grounds: Grounds) -> Outcome:
    """Sends one mail, once, to all recipients. Accepted is what the server took, even where it hangs up afterwards."""
    address = parcel.address
    try:
        read_mail_host(address.host, address.port, grounds.hosts)
    except BadAddress:
        return Outcome(False, "address")
    if address.security == "none" and not grounds.private:
        return Outcome(False, "tls")
    with call(grounds) as made:
        client = _Client(made, address, grounds)
        try:
            return _deliver(client, parcel, made, grounds)
        except Unreached as failed:
            return Outcome(False, failed.fault)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _said in refused.recipients.values()]
            return judge_mail(min(codes, default=550))
        except smtplib.SMTPResponseException as refused:
            return Outcome(False, "timeout") if made.late else judge_mail(refused.smtp_code)
        except smtplib.SMTPNotSupportedError:
            return Outcome(False, "refused")
        except TimeoutError:
            return Outcome(False, "timeout")
        except (smtplib.SMTPException, OSError) as broken:
            late = made.late or isinstance(broken.__context__, TimeoutError)  # smtplib tells both by one name
            return Outcome(False, "timeout" if late else "closed")
        finally:
            client.close()


def _deliver(client: _Client, parcel: Parcel, made: Call, grounds: Grounds) -> Outcome:
    address = parcel.address
    client.connect(address.host, address.port)
    if address.security == "starttls":
        client.ehlo_or_helo_if_needed()
        try:
            client.starttls(context=trusted(grounds))
        except (smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException, ValueError):
            return Outcome(False, "tls")  # nothing is said in the clear
        except OSError:
            return Outcome(False, "timeout" if made.late else "tls")
        if client.sock is not None:
            made.keep(client.sock)
    if address.user:
        client.login(address.user, address.password)
    turned_away = client.send_message(message_of(parcel), address.sender, list(address.to))
    with contextlib.suppress(smtplib.SMTPException, OSError):
        client.quit()
    return Outcome(True, "partly" if turned_away else "", None, "250")


def message_of(parcel: Parcel) -> EmailMessage:
    """The mail as it is sent."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = parcel.title, parcel.address.sender, ", ".join(parcel.address.to)
    message["Date"] = format_datetime(parcel.at)
    message["Message-ID"] = f"<{parcel.ident}@{parcel.address.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(parcel.text)
    return message
