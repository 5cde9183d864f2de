"""What is well or wrong with a source."""

from __future__ import annotations

from collections.abc import Mapping

from supervisor.words import DASH, _


def found(source: str, facts: Mapping[str, str]) -> str:
    """That the trial connection to *source* went well, and what it found."""
    return _("{source} is in order: {queues} queues and {agents} agents found.").format_map(
        _Facts(facts, source=source)
    )


def problem(source: str, reason: str, facts: Mapping[str, str]) -> str:
    """What is wrong with source *source* and what to do now; *reason* is one of the connectors' PROBLEMS."""
    said = _problems().get(reason) or _("{source} cannot be used ({reason}): {detail}.")
    return said.format_map(_Facts({"reason": reason, **facts}, source=source))


class _Facts(dict[str, str]):
    """What fills a sentence; a fact that nobody knows is "–"."""

    def __init__(self, facts: Mapping[str, str], source: str) -> None:
        super().__init__({"source": source, **facts})
        if (detail := self.get("detail")) is not None:  # the network's words: said in ours when we know them
            self["detail"] = _(detail)

    def __missing__(self, fact: str) -> str:
        return DASH


def _problems() -> dict[str, str]:
    """Each problem of a source in the language in use."""
    return {
        "host_unknown": _(
            "{source}: nobody on this network knows the name {host}. Check how it is written, or enter "
            "the IP address instead."
        ),
        "unreachable": _(
            "{source}: {host} does not answer at port {port}. Check the address, that the telephone "
            "system is on, and that no firewall stands between it and this computer."
        ),
        "refused_port": _(
            "{source}: {host} is there, but nothing listens at port {port}. Check the port (usually 5038,"
            " with TLS 5039) and that manager.conf says “enabled = yes”."
        ),
        "no_banner": _(
            "{source}: {host} takes the connection at port {port} but says nothing. Perhaps it is the TLS"
            " port: then switch TLS on. Otherwise another service listens there: check the port."
        ),
        "not_ami": _(
            "{source}: what answers at {host}, port {port}, is not an Asterisk manager interface. Check "
            "the port (usually 5038, with TLS 5039)."
        ),
        "tls_not_spoken": _(
            "{source}: port {port} of {host} does not speak TLS. Use the TLS port (usually 5039), or "
            "switch TLS off."
        ),
        "tls_untrusted": _(
            "{source}: the certificate of {host} is not trusted. Ask its administrator whether its "
            "fingerprint is {fingerprint}; if so, pin that fingerprint, or name the CA file that vouches "
            "for it."
        ),
        "tls_name": _(
            "{source}: the certificate at {host} belongs to another host. Enter the name that stands in "
            "the certificate, or pin its fingerprint."
        ),
        "login_refused": _(
            "{source}: {host} refused the log-in of {username}. It does not say why; there are three "
            "possible reasons: the password is wrong, there is no such user name in manager.conf, or this"
            " computer’s address is not permitted there (permit/deny). Check all three."
        ),
        "permission": _(
            "{source}: {username} may log in but not read the queues. Set “read = agent,call” for this "
            "user in manager.conf and reload the manager."
        ),
        "no_queues": _(
            "{source}: the log-in works, but the telephone system has no queues. Set up a queue there, or"
            " check that this is the right system."
        ),
        "closed": _(
            "{source}: {host} hung up in the middle. It may be starting or overloaded: try again in a "
            "minute, then look into its log."
        ),
        "secret_missing": _(
            "{source}: there is no password to log in with. Set the environment variable {variable}, or "
            "enter the password again."
        ),
        "file_missing": _("{source}: the recording {file} is not there. Check the path."),
        "file_damaged": _(
            "{source}: the recording {file} cannot be read ({detail}). Record or copy it again."
        ),
        "log_missing": _(
            "{source}: its own log {file} is not there. Check the path and that its folder is mounted on the "
            "computer that watches over the centre."
        ),
        "log_denied": _(
            "{source}: its own log {file} may not be read here. Give the user who watches over the centre "
            "the right to read it."
        ),
        "log_damaged": _(
            "{source}: its own log {file} cannot be read to its end ({detail}). What was heard live still "
            "counts; check the disk, or the share, that it lies on."
        ),
        "log_other": _(
            "{source}: its own log {file} speaks of other contacts than we hear. It is probably that of "
            "another telephone system: check the path."
        ),
        "log_silent": _(
            "{source}: nothing was written to its own log {file} since {time}, though contacts go on. It was "
            "compared up to then; check that logging is on and the file is the one in use."
        ),
    }
