"""Why a PostgreSQL let nobody in, told from the words of its client: at log-in there is nothing but words.

libpq gives a failed connection neither SQLSTATE nor fields. Its own words are English; what the server adds
is in the server's language, of which we know English and Chinese. In another language a refusal is still told
as one, with the server's own words beside it.
"""

from __future__ import annotations

import re
from functools import cache

# Whether the server said no: text that starts with its severity, in the server's language.
_SERVER_SAID = re.compile(r"(FATAL|致命错误|严重错误|FATALE|FATAL):")

_PATTERNS: tuple[tuple[str, str, str], ...] = (
    # what the server says, in the order in which it looks
    (
        "unreachable",
        "starting",
        r"is starting up|not yet accepting|in recovery mode|系统启动中|恢复模式|尚未接受",
    ),
    (
        "unreachable",
        "stopping",
        r"is shutting down|系统(停止中|正在关闭)|terminating connection due to admin",
    ),
    ("refused", "only_reads", r"session is read-only|server is in hot standby mode"),  # our side of it
    ("refused", "own_limit", r"too many connections for role|由角色.*连接太多"),
    (
        "refused",
        "too_many",
        r"too many clients|too many connections|connection slots are reserved|太多的客户|连接太多|的连接太多"
        r"|连接位置为.*预留|连接槽",
    ),
    (
        "untrusted",
        "wants_tls",
        r"no pg_hba\.conf entry .*no encryption|的 ?pg_hba\.conf ?记录.*(no encryption|没有加密|无加密)"
        r"|没有用于主机.*(no encryption|SSL 关闭|没有加密|无加密|不加密)",
    ),
    (
        "refused",
        "no_entry",
        r"no pg_hba\.conf entry|pg_hba\.conf rejects|没有用于主机.*pg_hba\.conf|pg_hba\.conf ?记录拒绝",
    ),
    ("untrusted", "certificate_missing", r"requires a valid client certificate|有效的客户端(认证|证书)"),
    (
        "untrusted",
        "certificate_other",
        r"certificate authentication failed|证书认证失败|认证鉴权失败|用户 \"[^\"]*\" 的认证失败",
    ),
    ("refused", "password", r"password authentication failed|(Password|密码|口令) ?(认证|验证)失败"),
    (
        "refused",
        "no_ticket",
        r"no credential cache|No Kerberos credentials|No credentials cache|Ticket expired"
        r"|Cannot (find|contact) (any )?KDC|not found in Kerberos database|could not initiate GSSAPI",
    ),
    (
        "refused",
        "kerberos",
        r"(GSSAPI|SSPI) authentication failed|的 ?(GSSAPI|SSPI) ?认证失败"
        r"|GSSAPI continuation error|GSSAPI context",
    ),
    (
        "refused",
        "method",
        r"(Peer|Ident|LDAP|PAM|RADIUS|BSD|\"trust\") authentication failed"
        r"|(Ident|PAM|LDAP|RADIUS|BSD|Peer|对等) ?认证 ?(PAM )?失败|对等认证失败",
    ),
    ("refused", "retired", r"is not permitted to log in|不允许角色.*登录"),
    ("refused", "no_account", r"role \"[^\"]*\" does not exist|角色 ?\"[^\"]*\" ?不存在"),
    ("refused", "no_database", r"database \"[^\"]*\" does not exist|数据库 ?\"[^\"]*\" ?不存在"),
    ("refused", "no_database", r"is not currently accepting connections|当前不接受[联连]接"),
    ("refused", "no_connect", r"permission denied for database|数据库 ?\"?[^\"]*\"? ?的?权限不够"),
    # what this side says of the server's certificate
    ("untrusted", "other_host", r"server certificate for .* does not match host name|IP address mismatch"),
    ("untrusted", "expired", r"certificate has expired"),
    ("untrusted", "not_yet", r"certificate is not yet valid"),
    ("untrusted", "ca_file", r"root certificate file .* does not exist|could not read root certificate file"),
    ("untrusted", "ca_file", r"could not get home directory to locate root certificate"),
    ("untrusted", "unverified", r"certificate verify failed|self[- ]signed certificate"),
    ("untrusted", "no_tls", r"does not support SSL|direct SSL connection was established without ALPN"),
    # what this side says of its own certificate
    ("untrusted", "key_open", r"private key file .* has group or world access"),
    (
        "untrusted",
        "key_file",
        r"could not load private key file|certificate present, but not private key"
        r"|private key file .* is not a regular|could not stat private key"
        r"|certificate does not match private key",
    ),
    ("untrusted", "certificate_file", r"could not (open|read) certificate file"),
    ("untrusted", "certificate_missing", r"alert (certificate required|handshake failure)"),
    (
        "untrusted",
        "certificate_refused",
        r"alert (unknown ca|bad certificate|certificate unknown|certificate expired|certificate revoked"
        r"|unsupported certificate|access denied|decrypt error)",
    ),
    # what this side refuses to do for a server
    ("refused", "wants_password", r"requirement \"gss\" failed"),
    ("refused", "wants_kerberos", r"requirement .* failed: server requested (GSSAPI|SSPI)"),
    ("untrusted", "no_proof", r"requirement .* failed: server did not complete"),
    ("untrusted", "no_scram", r"requirement .* failed: server requested|channel binding"),
    ("untrusted", "no_scram", r"server offered SCRAM-SHA-256-PLUS authentication over a non-SSL"),
    (
        "unsupported",
        "no_kerberos",
        r"GSSAPI support is not compiled in|(Kerberos .|GSSAPI|SSPI) authentication not supported",
    ),
    ("refused", "no_password", r"no password supplied"),
    # how far it got
    ("unreachable", "unknown_host", r"could not translate host name|failed to resolve host|getaddrinfo"),
    ("unreachable", "no_socket", r"Is the server running locally and accepting connections on that socket"),
    (
        "unreachable",
        "not_postgresql",
        r"received invalid response to SSL negotiation|expected authentication request from server"
        r"|unexpected response from server|unexpected message from server during startup"
        r"|wrong version number",
    ),
    ("unreachable", "closed_port", r"Connection refused|10061"),
    ("unreachable", "no_answer", r"timeout expired|timed out|No route to host|Network is unreachable|10060"),
    # somebody who was let in long ago: what is said of a log-in would lead astray
    ("unreachable", "", r"^(consuming input failed|sending (prepared )?query|server closed the connection)"),
    (
        "unreachable",
        "hung_up",
        r"closed the connection unexpectedly|connection has been closed|EOF detected"
        r"|reset by peer|unexpected eof",
    ),
    ("untrusted", "", r"\b(SSL|TLS)\b|certificate"),
)


@cache
def _found() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """The patterns, made when somebody is refused: whatever opens a centre loads this module."""
    return tuple((reason, why, re.compile(pattern, re.IGNORECASE)) for reason, why, pattern in _PATTERNS)


def told_apart(text: str) -> tuple[str, str]:
    """Our stable reason and *why* (see `errors.DatabaseError`) for what libpq said when nobody was let in."""
    for reason, why, pattern in _found():
        if pattern.search(text):
            return reason, why
    return ("refused" if _SERVER_SAID.search(text) else "unreachable"), ""
