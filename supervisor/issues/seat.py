"""As whom somebody acts on issues and in meetings, by the roles that the log-in has in a shared centre."""

from __future__ import annotations

from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.states import Role
from supervisor.rights.own import Rights
from supervisor.rights.role import DatabaseRole

ROLES: dict[DatabaseRole, frozenset[Role]] = {
    DatabaseRole.SUPERVISOR: frozenset({Role.SUPERVISOR}),
    DatabaseRole.LIAISON: frozenset({Role.LIAISON, Role.IMPORT, Role.MINUTES}),
    DatabaseRole.QUALITY: frozenset({Role.QUALITY}),
    DatabaseRole.DEPARTMENT: frozenset({Role.DEPARTMENT}),
    # A manager stands in for everybody in the house; what a department does is the department's to do.
    DatabaseRole.MANAGER: EVERYTHING - {Role.DEPARTMENT},
}
"""What an account may be to an issue; roles that are not named here have nothing to do with issues."""


def roles_of(rights: Rights) -> frozenset[Role]:
    """As what whoever has *rights* acts; a centre of one's own has one user, who is everybody."""
    if rights.everything:
        return EVERYTHING
    return frozenset().union(*(ROLES.get(role, frozenset()) for role in rights.roles))


def acting_of(rights: Rights, department: str = "") -> Acting:
    """Whoever has *rights*, with the roles that go with them; *department*: on whose behalf."""
    return Acting(rights.login, roles_of(rights), department)
