"""Log-ins that fail are told apart by the words of client and server, in the languages that we know."""

from __future__ import annotations

import pytest

from supervisor.errors import DatabaseError
from supervisor.sentences.error import sentence
from supervisor.storage.refusal import _PATTERNS, told_apart

AT = 'connection failed: connection to server at "10.0.0.7", port 5432 failed: '

# As PostgreSQL 15 says it in Chinese (its own catalogue), and what it means.
CHINESE = {
    '致命错误:  用户 "anna" Password 认证失败': "password",
    '致命错误:  用户 "anna" 密码认证失败': "password",
    '致命错误:  角色 "anna" 不存在': "no_account",
    '致命错误:  不允许角色"anna" 进行登录': "retired",
    '致命错误:  数据库 "floor" 不存在': "no_database",
    '致命错误:  数据库 "floor" 当前不接受联接': "no_database",
    '致命错误:  访问数据库"floor"的权限不够': "no_connect",
    "致命错误:  对数据库 floor 权限不够": "no_connect",
    "致命错误:  对不起, 已经有太多的客户": "too_many",
    '致命错误:  到数据库 "floor"的连接太多了': "too_many",
    '致命错误:  由角色"anna"发起的连接太多了': "own_limit",
    "致命错误:  已保留的连接位置为执行非复制请求的超级用户预留": "too_many",
    "致命错误:  数据库系统启动中": "starting",
    "致命错误:  数据库系统在恢复模式中": "starting",
    "致命错误:  数据库系统停止中": "stopping",
    '致命错误:  没有用于主机 "db", 用户 "anna", 数据库 "floor", SSL 加密 的 pg_hba.conf 记录': "no_entry",
    '致命错误:  没有用于主机 "db", 用户 "anna", 数据库 "floor", 无加密 的 pg_hba.conf 记录': "wants_tls",
    "致命错误:  连接中需要一个有效的客户端认证": "certificate_missing",
    '致命错误:  用户 "anna" 的认证失败': "certificate_other",
    '致命错误:  对于用户"anna"的GSSAPI 认证失败': "kerberos",
    '致命错误:  用户 "anna" Ident 认证失败': "method",
    '致命错误:  对用户"anna"的对等认证失败': "method",
}

# What no server of the tests says, in the words of those that do.
ENGLISH = {
    "FATAL:  the database system is starting up": "starting",
    "FATAL:  the database system is not yet accepting connections": "starting",
    "FATAL:  the database system is shutting down": "stopping",
    "FATAL:  sorry, too many clients already": "too_many",
    "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute": "too_many",
    'FATAL:  no pg_hba.conf entry for host "db", user "anna", database "floor", SSL encryption': "no_entry",
    'FATAL:  role "anna" does not exist': "no_account",
    "SSL error: certificate has expired": "expired",
    "could not initiate GSSAPI security context: Ticket expired": "no_ticket",
    "GSSAPI authentication not supported": "no_kerberos",
    "received invalid response to SSL negotiation: H": "not_postgresql",
    "timeout expired": "no_answer",
    "session is read-only": "only_reads",
    "server is in hot standby mode": "only_reads",
    "No route to host": "no_answer",
    "server closed the connection unexpectedly": "hung_up",
    "SSL error: sslv3 alert certificate expired": "certificate_refused",
}


MORE = {"not_yet", "unknown_authority", "old_server", "empty", "no_rights", "no_role"}  # of rights/verdict.py


@pytest.mark.parametrize(("said", "why"), (CHINESE | ENGLISH).items())
def test_a_refusal_is_told_by_its_words(said: str, why: str) -> None:
    assert told_apart(AT + said)[1] == why


def test_a_refusal_in_a_language_that_we_do_not_know_is_still_one() -> None:
    said = AT + "FATAL:  autenticación password falló para el usuario «anna»"
    assert told_apart(said) == ("refused", "")
    assert "falló" in sentence(DatabaseError("postgresql://anna@db/floor", "refused", said))


@pytest.mark.parametrize(
    "said",
    [
        "consuming input failed: SSL connection has been closed unexpectedly",
        "consuming input failed: server closed the connection unexpectedly",
        "server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally",
    ],
)
def test_a_connection_that_breaks_after_the_log_in_is_no_matter_of_the_log_in(said: str) -> None:
    assert told_apart(said) == ("unreachable", "")
    assert "log-in" not in sentence(DatabaseError("postgresql://anna@db/floor", *told_apart(said)))


def test_of_several_addresses_the_one_that_answered_counts() -> None:
    refused = 'connection to server at "::1", port 5432 failed: Connection refused\n'
    assert told_apart(refused + AT + 'FATAL:  password authentication failed for user "a"')[1] == "password"


@pytest.mark.parametrize("why", sorted({why for _, why, _ in _PATTERNS if why} | MORE))
def test_each_is_said_with_what_to_do_now(why: str) -> None:
    said = sentence(
        DatabaseError("postgresql://anna@db.example.com/floor?sslmode=verify-full", "refused", "", why)
    )
    assert "refused the log-in. Check user name" not in said, "it has a sentence of its own"
    assert "{" not in said
