"""What is wrong with a database, a log-in to it, or what was to be saved there."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from supervisor.sentences.detail import with_detail
from supervisor.words import _


def kept_here(doubt: bool) -> str:
    if doubt:
        return _(
            "The connection to the database was cut while this was being saved. It is kept on this computer; "
            "when the database is back it is looked up whether it was saved, and you are told."
        )
    return _(
        "The database does not answer. What you wanted to save is kept on this computer and offered again "
        "when the database is back."
    )


def of_log_in(url: str, why: str, detail: str) -> str:
    """Why nobody gets into the database at *url*, and what to do now; "" where that is not known exactly."""
    if not why:
        return ""
    said = {
        "starting": _("The database server {host} is just starting. Try again in a minute."),
        "stopping": _("The database server {host} is just being shut down. Try again soon."),
        "too_many": _(
            "The database server {host} takes no further connections: all that it allows are in use. Try "
            "again, or have its administrator raise max_connections."
        ),
        "only_reads": _(
            "The database server {host} only reads at the moment (it follows another one, or was told to), "
            "so nothing can be saved there. Name the server that it follows, or have its administrator let "
            "this one write."
        ),
        "own_limit": _("{user} is logged in as often as the account allows. End one of those first."),
        "wants_tls": _(
            "The database server {host} lets this log-in in only over TLS. Choose TLS; “verify-full” is the "
            "right one."
        ),
        "no_entry": _(
            "The database server {host} has no rule (pg_hba.conf) by which {user} may come into the database "
            "{database} from this computer. Check all three, or ask its administrator for a line."
        ),
        "certificate_missing": _(
            "The database server {host} asks for a certificate of yours and got none. Choose your "
            "certificate and its key."
        ),
        "certificate_other": _(
            "Your certificate does not belong to the user {user}. Enter the user whom it names, or choose "
            "the certificate of {user}."
        ),
        "certificate_refused": _(
            "The database server {host} does not accept your certificate: it has expired, was withdrawn, or "
            "was signed by somebody whom the server does not trust. Ask its administrator for another one."
        ),
        "certificate_file": _(
            "Your certificate cannot be read. Choose the file of your certificate, in PEM."
        ),
        "key_file": _(
            "The key of your certificate cannot be read, or belongs to another certificate. Choose its key "
            "file, in PEM."
        ),
        "key_open": _(
            "The key of your certificate can be read by others on this computer, so it is not used. Make the "
            "file readable by you alone (chmod 600)."
        ),
        "password": _(
            "The password of {user} is wrong, has expired, or there is no such user in the database server "
            "{host}; it does not say which. Enter it again, or ask whoever manages accounts for a new one."
        ),
        "no_password": _("The database server {host} asks for a password of {user}. Enter it."),
        "kerberos": _(
            "The database server {host} did not take your Kerberos ticket for {user}. Check the user, or ask "
            "its administrator to map your principal to it."
        ),
        "no_ticket": _(
            "Kerberos has no ticket for the database server {host}. Get one (kinit, or log in to the "
            "domain), and check that the server is entered under this very name."
        ),
        "no_kerberos": _("This program was installed without Kerberos. Choose another way to log in."),
        "method": _(
            "The database server {host} wants to know {user} in another way than this. Ask its administrator "
            "which; for people “scram-sha-256” is meant."
        ),
        "retired": _(
            "The account {user} may not log in any more. Ask whoever manages accounts whether it should be "
            "open again."
        ),
        "no_account": _(
            "There is no account {user} in the database server {host}. Check how it is written, or ask "
            "whoever manages accounts."
        ),
        "no_database": _(
            "There is no database {database} on the server {host}, or it is closed. Check how it is written; "
            "set the centre up there first if it is a new one."
        ),
        "no_connect": _(
            "{user} is known to the server {host} but may not come into the database {database}. Ask whoever "
            "manages accounts for a role there."
        ),
        "other_host": _(
            "The certificate of the database server is not made for the name {host}. Enter the name that "
            "stands in it; if you did, somebody else may be answering: do not go on, ask its administrator."
        ),
        "expired": _(
            "The certificate of the database server {host} has expired. Have its administrator renew it, and "
            "check this computer’s date."
        ),
        "not_yet": _(
            "The certificate of the database server {host} is not valid yet. Check this computer’s date and "
            "time."
        ),
        "ca_file": _("The CA file cannot be read. Choose the file of the authority’s certificate, in PEM."),
        "unverified": _(
            "The certificate of the database server {host} does not hold: nobody whom this computer trusts "
            "signed it, or it is out of its time. Choose the CA file that its administrator gives you (in an "
            "address: ?sslrootcert=FILE), or have it renewed."
        ),
        "unknown_authority": _(
            "The certificate of the database server {host} was signed by nobody whom this computer trusts. "
            "Choose the CA file that its administrator gives you (in an address: ?sslrootcert=FILE)."
        ),
        "no_tls": _(
            "The database server {host} offers no TLS, so everything would travel readable to others. Have "
            "its administrator switch it on (ssl = on). To go without it all the same, switch TLS off here."
        ),
        "no_scram": _(
            "The database server {host} asked for the password in a way that would give it away, so nothing "
            "was sent. Have its administrator set “scram-sha-256” for {user} (pg_hba.conf and "
            "password_encryption)."
        ),
        "no_proof": _(
            "The database server {host} lets {user} in without asking for the password, so it cannot be told "
            "whether it is the right one. Have its administrator set “scram-sha-256” in pg_hba.conf."
        ),
        "wants_password": _(
            "The database server {host} knows {user} by a password, not by Kerberos. Choose the password."
        ),
        "wants_kerberos": _(
            "The database server {host} knows {user} by Kerberos, not by a password. Choose Kerberos."
        ),
        "unknown_host": _(
            "Nobody on this network knows the name {host}. Check how it is written, or enter the IP address."
        ),
        "no_socket": _(
            "No database server listens at {host} on this computer. Start it, or enter another one."
        ),
        "not_postgresql": _("What answers at {host} is no PostgreSQL. Check the port (usually 5432)."),
        "closed_port": _(
            "{host} is there, but no database server listens at this port. Check the port (usually 5432), "
            "and that the server runs and listens on the network (listen_addresses)."
        ),
        "no_answer": _(
            "{host} does not answer. Check the address, that it is on, and that no firewall stands between."
        ),
        "hung_up": _(
            "{host} hung up in the middle of the log-in. Try again in a minute, then look into the server’s "
            "log."
        ),
        "old_server": _(
            "The database server {host} is older than this program can use: PostgreSQL 15 or newer is needed."
        ),
        "empty": _(
            "There is no centre in the database {database} yet. Check its name, or set up a shared centre "
            "there first."
        ),
        "no_rights": _(
            "{user} is known to the server {host} but may read nothing of the centre. Ask whoever manages "
            "accounts for a role; if nobody has any, run “supervisor database upgrade”."
        ),
        "no_role": _(
            "{user} is known to the server {host} but has no role in this centre. Ask whoever manages "
            "accounts for one."
        ),
    }.get(why, "")
    if not said:
        return ""
    parts = urlsplit(url)
    socket = parse_qs(parts.query).get("host", [""])[0]
    told = said.format(
        host=parts.hostname or socket or _("this computer"),
        user=f"“{unquote(parts.username)}”" if parts.username else _("this user"),
        database=f"“{unquote(parts.path.lstrip('/'))}”",
    )
    return with_detail(told, _first_line(detail))


def _first_line(detail: str) -> str:
    """What an engine said, without the hints that it gives to programmers."""
    return _HOW_BAD.sub("", _WHERE.sub("", detail.partition("\n")[0]).strip())


_WHERE = re.compile(
    r"^connection (failed|is bad): (connection to server (at|on socket) .* failed: (?=[^\s]+:? ))?"
)
_HOW_BAD = re.compile(r"^[^\s:：]+[:：]\s\s+")  # "FATAL:  ", in the server's language


def of_database(url: str, reason: str, detail: str) -> str:
    """What is wrong with the database at *url* and what to do now."""
    said = {
        "unreachable": _(
            "The database {url} does not answer. Check its address, and that the database server runs."
        ),
        "untrusted": _(
            "The database {url} and this computer agree on no safe connection (TLS). Check its certificate, "
            "and sslmode and sslrootcert in the address."
        ),
        "refused": _("The database {url} refused the log-in. Check user name, password and permissions."),
        "forbidden": _(
            "The database {url} does not let your log-in do this. Ask whoever manages accounts for a role "
            "that may."
        ),
        "newer": _(
            "The database {url} was written by a newer version of this program. Install that version here"
            " too; nothing was changed."
        ),
        "older": _(
            "The database {url} was written by an older version of this program. Have its administrator "
            "run “supervisor database upgrade”."
        ),
        "locked": _(
            "The database {url} is held by another program. Close that program (or a copy of this one) "
            "and try again."
        ),
        "full": _(
            "There is no room left for the database {url}. Make room on that disk; nothing was written."
        ),
        "damaged": _(
            "The database {url} is damaged. Close the program, and put the last backup copy, which lies "
            "beside it, in its place."
        ),
        "unsupported": _(
            "The database {url} is of a kind that this program does not know. Use an address that starts "
            "with sqlite:/// or postgresql://."
        ),
    }.get(reason) or _("The database {url} cannot be used.")
    return with_detail(said.format(url=url), detail)
