-- What the database itself knows of who is connected, and the only ways to change accounts at run time.
--
-- laying.py runs this file as the database's owner, with :prefix, :zone, :day_start and :own filled in as quoted
-- literals. Everything pins its search_path (a table or operator in a schema of the caller's is never found
-- first) and goes by session_user, which nobody but a superuser can change: SET ROLE changes neither the roles
-- nor the scopes of anybody.

CREATE SCHEMA IF NOT EXISTS rights;
COMMENT ON SCHEMA rights IS 'who may do what; made by the supervisor console';

-- Names of roles -----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION rights.prefix() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ SELECT :prefix $$;

CREATE OR REPLACE FUNCTION rights.role_name(role text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ SELECT rights.prefix() || '_' || role $$;

CREATE OR REPLACE FUNCTION rights.known_roles() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ SELECT ARRAY['viewer', 'supervisor', 'manager', 'liaison', 'quality', 'department', 'administrator',
                   'service'] $$;

-- What a role of PostgreSQL bears as its comment when it is one of ours: by nothing else is it known.
CREATE OR REPLACE FUNCTION rights.sign_of(kind text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ SELECT kind || ' of the supervisor centre ' || rights.prefix() $$;

-- Who is connected ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION rights.is_owner() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.rolsuper OR pg_has_role(r.oid, d.datdba, 'USAGE')
    FROM pg_roles r, pg_database d
    WHERE r.rolname = session_user AND d.datname = current_database()
$$;

CREATE OR REPLACE FUNCTION rights.has(VARIADIC roles text[]) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT rights.is_owner() OR EXISTS (
        SELECT FROM unnest(roles) AS wanted JOIN pg_roles g ON g.rolname = rights.role_name(wanted)
        WHERE pg_has_role(session_user, g.oid, 'USAGE')
    )
$$;

CREATE OR REPLACE FUNCTION rights.places(of_kind text) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$ SELECT place FROM public.account_scope WHERE login = session_user AND kind = of_kind $$;

CREATE OR REPLACE FUNCTION rights.own()
RETURNS TABLE (login text, roles text[], teams text[], departments text[], owner boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
    SELECT session_user::text,
        ARRAY(
            SELECT wanted FROM unnest(rights.known_roles()) AS wanted
            JOIN pg_roles g ON g.rolname = rights.role_name(wanted)
            JOIN pg_auth_members m ON m.roleid = g.oid
            JOIN pg_roles r ON r.oid = m.member AND r.rolname = session_user
            WHERE NOT rights.is_owner() GROUP BY wanted ORDER BY wanted
        ),
        ARRAY(SELECT rights.places('team') ORDER BY 1),
        ARRAY(SELECT rights.places('department') ORDER BY 1),
        rights.is_owner()
$$;

-- Days of the centre -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION rights.setting(called text, usual text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$ SELECT COALESCE((SELECT value::json #>> '{}' FROM public.centre_setting WHERE name = called), usual) $$;

CREATE OR REPLACE FUNCTION rights.day_at(at timestamptz) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, rights, pg_temp
AS $$
    SELECT ((at AT TIME ZONE rights.setting('time_zone', :zone))
            - rights.setting('day_start', :day_start)::time::interval)::date
$$;

CREATE OR REPLACE FUNCTION rights.today() RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, rights, pg_temp
AS $$ SELECT rights.day_at(now()) $$;

CREATE OR REPLACE FUNCTION rights.day_of(ms bigint) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, rights, pg_temp
AS $$ SELECT rights.day_at(to_timestamp(ms / 1000.0)) $$;

-- Scopes: people -----------------------------------------------------------------------------------------

-- Whether people are not bounded: for managers, and for quality without teams of its own.
CREATE OR REPLACE FUNCTION rights.everybody() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, rights, pg_temp
AS $$
    SELECT rights.has('manager')
        OR (rights.has('quality') AND NOT EXISTS (SELECT FROM rights.places('team')))
$$;

-- The groups of the own scope: a department of people holds its teams.
CREATE OR REPLACE FUNCTION rights.teams() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
    SELECT g.id FROM public.people_group g
    WHERE rights.has('supervisor', 'quality')
      AND (g.id IN (SELECT rights.places('team')) OR g.above IN (SELECT rights.places('team')))
$$;

CREATE OR REPLACE FUNCTION rights.people() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
    SELECT DISTINCT m.person FROM public.membership m, (SELECT rights.today() AS day) AS today
    WHERE m.people_group IN (SELECT rights.teams())
      AND (m.since IS NULL OR m.since <= today.day) AND (m.until IS NULL OR m.until > today.day)
$$;

-- Everybody whose name is seen: people in scope today, and those whose figures of some day are.
CREATE OR REPLACE FUNCTION rights.people_ever() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
    SELECT DISTINCT m.person FROM public.membership m
    WHERE m.people_group IN (SELECT rights.teams())
$$;

-- Scopes: logins -----------------------------------------------------------------------------------------

-- Who stood behind those numbers of history_name, from day to day, behind which ever stood somebody of the
-- scope; the program's own source names people. From few people to their few logins, each by an index.
CREATE OR REPLACE FUNCTION rights.uses()
RETURNS TABLE (login integer, person text, since date, until date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
    WITH seen AS MATERIALIZED (SELECT p AS id FROM rights.people_ever() AS p),
    mine AS MATERIALIZED (
        SELECT DISTINCT u.source, u.login FROM public.login_use u WHERE u.person IN (SELECT id FROM seen)
    )
    SELECT n.id::integer, u.person, u.since, u.until
    FROM mine m JOIN public.login_use u ON u.source = m.source AND u.login = m.login
    JOIN public.history_name n ON n.kind = 'login' AND n.source = m.source AND n.text = m.login
    UNION ALL
    SELECT n.id::integer, n.text, NULL, NULL FROM seen s
    JOIN public.history_name n ON n.kind = 'login' AND n.source = :own AND n.text = s.id
$$;

-- Logins that only ever were of people in scope today: all their days are seen.
CREATE OR REPLACE FUNCTION rights.logins() RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
    WITH today AS MATERIALIZED (SELECT p AS id FROM rights.people() AS p)
    SELECT u.login FROM rights.uses() u
    GROUP BY u.login HAVING bool_and(COALESCE(u.person IN (SELECT id FROM today), false))
$$;

-- The other logins' days that are seen: those on which their person is one of today's scope, or was in a
-- team of the scope on that day.
CREATE OR REPLACE FUNCTION rights.login_days() RETURNS TABLE (login integer, day date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
    WITH groups AS MATERIALIZED (SELECT g AS id FROM rights.teams() AS g),
    today AS MATERIALIZED (SELECT p AS id FROM rights.people() AS p),
    bounds AS MATERIALIZED (
        SELECT rights.today() + 1 AS last, LEAST(
            (SELECT min(c.day) FROM public.history_count c), (SELECT min(s.day) FROM public.history_state s),
            rights.today() - 800
        ) AS first
    ),
    uses AS MATERIALIZED (SELECT * FROM rights.uses()),
    partly AS MATERIALIZED (
        SELECT * FROM uses
        WHERE uses.login IN (
            SELECT u.login FROM uses u
            GROUP BY u.login HAVING NOT bool_and(COALESCE(u.person IN (SELECT id FROM today), false))
        )
    ),
    stretch AS (
        SELECT p.login, p.since, p.until FROM partly p WHERE p.person IN (SELECT id FROM today)
        UNION ALL
        SELECT p.login, GREATEST(p.since, m.since), LEAST(p.until, m.until)
        FROM partly p JOIN public.membership m ON m.person = p.person
        WHERE m.people_group IN (SELECT id FROM groups)
    )
    SELECT DISTINCT s.login, d::date
    FROM stretch s, bounds b,
        generate_series(
            GREATEST(s.since, b.first)::timestamp, (LEAST(s.until - 1, b.last))::timestamp, interval '1 day'
        ) AS d
$$;

-- Every login of which some day is seen.
CREATE OR REPLACE FUNCTION rights.logins_ever() RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
    SELECT u.login FROM rights.uses() u
    WHERE u.person IN (SELECT rights.people())
       OR EXISTS (
            SELECT FROM public.membership m
            WHERE m.person = u.person AND m.people_group IN (SELECT rights.teams())
              AND (m.since IS NULL OR u.until IS NULL OR m.since < u.until)
              AND (u.since IS NULL OR m.until IS NULL OR u.since < m.until)
        )
    GROUP BY u.login
$$;

-- Logins at their sources, as they are used today: whose names are seen on the floor.
CREATE OR REPLACE FUNCTION rights.floor() RETURNS TABLE (source text, login text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
    SELECT u.source, u.login FROM public.login_use u, (SELECT rights.today() AS day) AS today
    WHERE u.person IN (SELECT rights.people())
      AND (u.since IS NULL OR u.since <= today.day) AND (u.until IS NULL OR u.until > today.day)
$$;

-- Scopes: departments ------------------------------------------------------------------------------------

-- Whether issues are not bounded: for managers, and for a liaison without departments of its own.
CREATE OR REPLACE FUNCTION rights.every_department() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, rights, pg_temp
AS $$
    SELECT rights.has('manager')
        OR (rights.has('liaison') AND NOT EXISTS (SELECT FROM rights.places('department')))
$$;

CREATE OR REPLACE FUNCTION rights.departments() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$ SELECT rights.places('department') $$;

-- Accounts: what administrators may do, and nothing else ---------------------------------------------------

CREATE OR REPLACE FUNCTION rights.must_be_administrator() RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, rights, pg_temp
AS $$
BEGIN
    IF NOT rights.has('administrator') THEN
        RAISE insufficient_privilege USING MESSAGE = 'accounts are for administrators alone';
    END IF;
END $$;

-- SQLSTATE SR001 with one stable word as its message: accounts.py makes a sentence of it.
CREATE OR REPLACE FUNCTION rights.refuse(word text, about text DEFAULT '') RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, rights, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'SR001', MESSAGE = word, DETAIL = COALESCE(about, '');
END $$;

-- One change of accounts after another; who reads them learns of it, and it is written down.
CREATE OR REPLACE FUNCTION rights.begin_change() RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, rights, pg_temp
AS $$ SELECT pg_advisory_xact_lock(1398096977) $$;

-- Asked before, so that nobody waits in vain, and again after: who waited may be no administrator any more.
CREATE OR REPLACE FUNCTION rights.begin_administration() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, rights, pg_temp
AS $$
BEGIN
    PERFORM rights.must_be_administrator();
    PERFORM rights.begin_change();
    PERFORM rights.must_be_administrator();
END $$;

CREATE OR REPLACE FUNCTION rights.end_change(did text, about text, facts json) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
BEGIN
    INSERT INTO public.access_log (at, who, what, document)
    VALUES (clock_timestamp(), session_user, 'account',
            json_build_object('did', did, 'login', about, 'facts', facts));
    INSERT INTO public.area_version AS a (area, version) VALUES ('accounts', 1)
    ON CONFLICT (area) DO UPDATE SET version = a.version + 1;
    IF pg_notification_queue_usage() < 0.5 THEN  -- a full one would refuse every commit that tells something
        PERFORM pg_notify('supervisor_areas', '');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION rights.must_be_verifier(verifier text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, rights, pg_temp
AS $$
BEGIN
    IF verifier IS NULL
       OR verifier !~ '^SCRAM-SHA-256\$[0-9]{4,7}:[A-Za-z0-9+/]{16,}={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$'
    THEN
        PERFORM rights.refuse('no_verifier');
    END IF;
END $$;

-- The role behind an account of this centre; refused where it is none, or can do what no account may.
CREATE OR REPLACE FUNCTION rights.role_of_account(wanted text) RETURNS oid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
DECLARE
    found pg_catalog.pg_roles;
BEGIN
    IF NOT EXISTS (SELECT FROM public.account WHERE login = wanted) THEN
        PERFORM rights.refuse('unknown', wanted);
    END IF;
    SELECT * INTO found FROM pg_catalog.pg_roles WHERE rolname = wanted;
    IF found.oid IS NULL THEN
        PERFORM rights.refuse('no_role', wanted);
    END IF;
    IF found.rolsuper OR found.rolcreaterole OR found.rolcreatedb OR found.rolreplication OR found.rolbypassrls
       OR shobj_description(found.oid, 'pg_authid') IS DISTINCT FROM rights.sign_of('account')
    THEN
        PERFORM rights.refuse('not_ours', wanted);
    END IF;
    RETURN found.oid;
END $$;

-- Until when somebody can log in who may say who may do what; NULL where nobody can.
CREATE OR REPLACE FUNCTION rights.administered_until() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
    SELECT max(COALESCE(r.rolvaliduntil, 'infinity'))
    FROM public.account a JOIN pg_roles r ON r.rolname = a.login
    JOIN pg_auth_members m ON m.member = r.oid
    JOIN pg_roles g ON g.oid = m.roleid AND g.rolname = rights.role_name('administrator')
    WHERE NOT a.retired AND r.rolcanlogin AND (r.rolvaliduntil IS NULL OR r.rolvaliduntil > now())
$$;

-- Nobody takes away the last one, nor leaves one whose password ends before somebody can see to it.
CREATE OR REPLACE FUNCTION rights.keep_administrator(had timestamptz) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, rights, pg_temp
AS $$
DECLARE
    has timestamptz := COALESCE(rights.administered_until(), '-infinity');
BEGIN
    IF has < had AND has < now() + interval '7 days' THEN
        PERFORM rights.refuse('last_administrator');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION rights.accounts()
RETURNS TABLE (login text, name text, person text, retired boolean, note text, version integer, roles text[],
               teams text[], departments text[], can_login boolean, valid_until timestamptz, connected integer,
               last_seen timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
BEGIN
    PERFORM rights.must_be_administrator();
    RETURN QUERY
    WITH groups AS MATERIALIZED (
        SELECT w AS role, g.oid FROM unnest(rights.known_roles()) AS w
        JOIN pg_roles g ON g.rolname = rights.role_name(w)
    ),
    bearers AS MATERIALIZED (
        SELECT m.member, array_agg(DISTINCT g.role ORDER BY g.role) AS roles
        FROM pg_auth_members m JOIN groups g ON g.oid = m.roleid GROUP BY m.member
    ),
    scopes AS MATERIALIZED (
        SELECT s.login, s.kind, array_agg(s.place ORDER BY s.place) AS places
        FROM public.account_scope s GROUP BY s.login, s.kind
    ),
    seats AS MATERIALIZED (
        SELECT p.usename, count(*)::integer AS count FROM pg_stat_activity p
        WHERE p.datname = current_database() GROUP BY p.usename
    ),
    -- of a log of years the last months alone are read, by their index
    seen AS MATERIALIZED (
        SELECT t.who, max(t.at) AS at FROM (
            SELECT l.who, l.at FROM public.access_log l WHERE l.at > now() - interval '92 days'
            UNION ALL SELECT u.who, u.at FROM public.undo_step u
        ) AS t GROUP BY t.who
    )
    SELECT a.login, a.name, a.person, a.retired, a.note, a.version,
        COALESCE(b.roles, '{}'), COALESCE(t.places, '{}'), COALESCE(d.places, '{}'),
        COALESCE(r.rolcanlogin AND NOT a.retired, false),
        CASE WHEN isfinite(r.rolvaliduntil) THEN r.rolvaliduntil END,
        COALESCE(p.count, 0), n.at
    FROM public.account a LEFT JOIN pg_roles r ON r.rolname = a.login
    LEFT JOIN bearers b ON b.member = r.oid
    LEFT JOIN scopes t ON t.login = a.login AND t.kind = 'team'
    LEFT JOIN scopes d ON d.login = a.login AND d.kind = 'department'
    LEFT JOIN seats p ON p.usename = a.login
    LEFT JOIN seen n ON n.who = a.login
    ORDER BY a.retired, a.name, a.login;
END $$;

-- Whom to ask for a right: everybody may know it but a wall, whose password anybody can read off.
CREATE OR REPLACE FUNCTION rights.administrators() RETURNS TABLE (login text, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
    SELECT a.login, a.name
    FROM public.account a JOIN pg_roles r ON r.rolname = a.login
    JOIN pg_auth_members m ON m.member = r.oid
    JOIN pg_roles g ON g.oid = m.roleid AND g.rolname = rights.role_name('administrator')
    WHERE NOT a.retired AND r.rolcanlogin
      AND rights.has('supervisor', 'manager', 'liaison', 'quality', 'department', 'administrator', 'service')
    GROUP BY a.login, a.name
$$;

-- A statement that was prepared goes on with the rules of the roles that its session had then: the server plans
-- anew when a table changes, not when a membership does. So whose roles change is cut off, and comes back.
CREATE OR REPLACE FUNCTION rights.put_roles(of_login text, wanted text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
DECLARE
    one text;
    has boolean;
    is_changed boolean := false;
    bearer oid := rights.role_of_account(of_login);
BEGIN
    PERFORM rights.must_be_administrator();
    FOREACH one IN ARRAY wanted LOOP
        IF one IS NULL OR NOT one = ANY (rights.known_roles()) THEN
            PERFORM rights.refuse('unknown_role', one);
        END IF;
    END LOOP;
    FOREACH one IN ARRAY rights.known_roles() LOOP
        has := EXISTS (
            SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
            WHERE m.member = bearer AND g.rolname = rights.role_name(one)
        );
        IF one = ANY (wanted) AND NOT has THEN
            EXECUTE format('GRANT %I TO %I', rights.role_name(one), of_login);
        ELSIF has AND NOT one = ANY (wanted) THEN
            EXECUTE format('REVOKE %I FROM %I', rights.role_name(one), of_login);
        ELSE
            CONTINUE;
        END IF;
        is_changed := true;
    END LOOP;
    -- without any role nothing is granted, whatever was prepared; and a console can still ask and say so
    IF is_changed AND cardinality(wanted) > 0 THEN
        PERFORM rights.cut_off(of_login);
        IF of_login = session_user THEN
            DISCARD PLANS;
        END IF;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION rights.put_scope(of_login text, of_kind text, wanted text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
DECLARE
    one text;
BEGIN
    PERFORM rights.must_be_administrator();
    IF of_kind NOT IN ('team', 'department') THEN
        PERFORM rights.refuse('unknown_scope', of_kind);
    END IF;
    DELETE FROM public.account_scope WHERE login = of_login AND kind = of_kind AND NOT place = ANY (wanted);
    FOREACH one IN ARRAY wanted LOOP
        IF one IS NULL OR NOT (
            CASE of_kind
                WHEN 'team' THEN EXISTS (
                    SELECT FROM public.people_group g WHERE g.id = one AND g.kind IN ('team', 'department'))
                ELSE EXISTS (SELECT FROM public.issue_department d WHERE d.id = one)
            END
        ) THEN
            PERFORM rights.refuse('unknown_place', one);
        END IF;
        INSERT INTO public.account_scope (id, login, kind, place)
        VALUES (json_build_array(of_login, of_kind, one)::text, of_login, of_kind, one)
        ON CONFLICT (login, kind, place) DO NOTHING;
    END LOOP;
END $$;

-- A role that logs in and can do nothing else; its name must be free in the whole server.
CREATE OR REPLACE FUNCTION rights.put_role(wanted text, verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
BEGIN
    PERFORM rights.must_be_administrator();
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
        PERFORM rights.refuse('taken', wanted);
    END IF;
    EXECUTE format(
        'CREATE ROLE %I LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD %L',
        wanted, verifier
    );
    EXECUTE format('COMMENT ON ROLE %I IS %L', wanted, rights.sign_of('account'));
END $$;

-- Anybody who logs in can give the own log-in settings that hold from the next connection on
-- ("ALTER ROLE … SET search_path"): at a wall, for all walls. With a new password they go.
CREATE OR REPLACE FUNCTION rights.forget_settings(of_login text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
BEGIN
    PERFORM rights.must_be_administrator();
    PERFORM rights.role_of_account(of_login);
    EXECUTE format('ALTER ROLE %I RESET ALL', of_login);
    EXECUTE format('ALTER ROLE %I IN DATABASE %I RESET ALL', of_login, current_database());
END $$;

-- End the connections of an account, but for the one that asks; how many they were. For a moment the owner is
-- a member of the account: only who has a role may end its connections.
CREATE OR REPLACE FUNCTION rights.cut_off(of_login text, processes integer[] DEFAULT NULL) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
DECLARE
    ended integer;
BEGIN
    PERFORM rights.role_of_account(of_login);
    IF NOT EXISTS (
        SELECT FROM pg_stat_activity p WHERE p.usename = of_login AND p.pid <> pg_backend_pid()
    ) THEN
        RETURN 0;
    END IF;
    PERFORM 1 FROM public.account a WHERE a.login = of_login FOR UPDATE;  -- one after another
    EXECUTE format('GRANT %I TO %I', of_login, current_user);
    SELECT count(*) INTO ended FROM (
        SELECT pg_terminate_backend(p.pid) AS is_ended FROM pg_stat_activity p
        WHERE p.usename = of_login AND p.pid <> pg_backend_pid()
          AND (processes IS NULL OR p.pid = ANY (processes))
    ) AS asked WHERE is_ended;
    EXECUTE format('REVOKE %I FROM %I', of_login, current_user);
    RETURN ended;
END $$;

-- Advisory locks are anybody's, and ours hold up whoever writes. Walls never take one: who holds or wants one
-- and may write nothing is cut off. The log-ins that were; the service asks now and then.
CREATE OR REPLACE FUNCTION rights.clear_the_way() RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT p.usename::text AS login, array_agg(DISTINCT p.pid) AS processes
        FROM pg_locks l JOIN pg_stat_activity p ON p.pid = l.pid
        JOIN public.account a ON a.login = p.usename
        JOIN pg_roles r ON r.rolname = p.usename
        WHERE l.locktype = 'advisory' AND shobj_description(r.oid, 'pg_authid') = rights.sign_of('account')
          AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
          AND NOT EXISTS (
            SELECT FROM unnest(rights.known_roles()) AS w JOIN pg_roles g ON g.rolname = rights.role_name(w)
            WHERE w <> 'viewer' AND pg_has_role(r.oid, g.oid, 'MEMBER')
          )
        GROUP BY p.usename
    LOOP
        IF rights.cut_off(one.login, one.processes) > 0 THEN
            RAISE LOG 'supervisor: % held a lock that is not for it, and was cut off', one.login;
            RETURN NEXT one.login;
        END IF;
    END LOOP;
END $$;

-- Without waiting for other changes of accounts: it may be their lock that somebody holds.
CREATE OR REPLACE FUNCTION rights.end_connections(login text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
DECLARE
    ended integer;
BEGIN
    PERFORM rights.must_be_administrator();
    ended := rights.cut_off(login);
    PERFORM rights.end_change('cut_off', login, to_json(ended));
    RETURN ended;
END $$;

CREATE OR REPLACE FUNCTION rights.make_account(
    login text, name text, verifier text, roles text[], person text DEFAULT NULL, note text DEFAULT '',
    teams text[] DEFAULT '{}', departments text[] DEFAULT '{}', valid_until timestamptz DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
BEGIN
    PERFORM rights.begin_administration();
    IF verifier IS NOT NULL THEN
        PERFORM rights.must_be_verifier(verifier);
    END IF;
    -- the shape of account.py: of letters that look alike, or that nobody sees, none stands in a log
    IF login IS NULL OR octet_length(login) > 63 OR login !~ '^[a-z_][a-z0-9_.@-]*$' OR login ~ '^pg_'
       OR login IN ('public', 'none', 'user', 'current_user', 'session_user', 'current_role')
       OR starts_with(login, rights.prefix() || '_')
    THEN
        PERFORM rights.refuse('bad_login', login);
    END IF;
    IF name IS NULL OR btrim(name) = '' OR length(name) > 200 THEN
        PERFORM rights.refuse('bad_name', name);
    END IF;
    IF EXISTS (SELECT FROM public.account a WHERE a.login = make_account.login) THEN
        PERFORM rights.refuse('taken', login);
    END IF;
    IF person IS NOT NULL AND NOT EXISTS (SELECT FROM public.person p WHERE p.id = make_account.person) THEN
        PERFORM rights.refuse('unknown_person', person);
    END IF;
    PERFORM rights.put_role(login, verifier);
    INSERT INTO public.account (login, name, person, retired, note, version)
    VALUES (login, name, person, false, COALESCE(note, ''), 1);
    PERFORM rights.put_roles(login, COALESCE(roles, '{}'));
    PERFORM rights.put_scope(login, 'team', COALESCE(teams, '{}'));
    PERFORM rights.put_scope(login, 'department', COALESCE(departments, '{}'));
    IF valid_until IS NOT NULL THEN
        EXECUTE format('ALTER ROLE %I VALID UNTIL %L', login, valid_until);
    END IF;
    PERFORM rights.end_change('make', login, json_build_object('roles', roles, 'teams', teams,
                                                               'departments', departments));
END $$;

CREATE OR REPLACE FUNCTION rights.count_up(of_login text, seen integer DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
BEGIN
    PERFORM rights.must_be_administrator();
    UPDATE public.account a SET version = a.version + 1
    WHERE a.login = of_login AND (seen IS NULL OR a.version = seen);
    IF NOT FOUND THEN
        PERFORM rights.refuse(
            CASE WHEN EXISTS (SELECT FROM public.account WHERE login = of_login) THEN 'changed' ELSE 'unknown' END,
            of_login
        );
    END IF;
END $$;

-- *version*: at which the account was read; NULL: whatever it is at.
CREATE OR REPLACE FUNCTION rights.change_account(
    login text, name text, person text, note text, valid_until timestamptz, version integer DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
DECLARE
    had timestamptz;
BEGIN
    PERFORM rights.begin_administration();
    had := rights.administered_until();
    PERFORM rights.role_of_account(login);
    PERFORM rights.count_up(login, version);
    IF name IS NULL OR btrim(name) = '' OR length(name) > 200 THEN
        PERFORM rights.refuse('bad_name', name);
    END IF;
    IF person IS NOT NULL AND NOT EXISTS (SELECT FROM public.person p WHERE p.id = change_account.person) THEN
        PERFORM rights.refuse('unknown_person', person);
    END IF;
    UPDATE public.account a
    SET name = change_account.name, person = change_account.person, note = COALESCE(change_account.note, '')
    WHERE a.login = change_account.login;
    EXECUTE format('ALTER ROLE %I VALID UNTIL %L', login, COALESCE(valid_until, 'infinity'));
    PERFORM rights.keep_administrator(had);
    PERFORM rights.end_change('change', login, json_build_object('name', name, 'valid_until', valid_until));
END $$;

CREATE OR REPLACE FUNCTION rights.set_roles(login text, roles text[], version integer DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
DECLARE
    had timestamptz;
BEGIN
    PERFORM rights.begin_administration();
    had := rights.administered_until();
    IF EXISTS (SELECT FROM public.account a WHERE a.login = set_roles.login AND a.retired) THEN
        PERFORM rights.refuse('retired', login);
    END IF;
    PERFORM rights.count_up(login, version);
    PERFORM rights.put_roles(login, COALESCE(roles, '{}'));
    PERFORM rights.keep_administrator(had);
    PERFORM rights.end_change('roles', login, to_json(roles));
END $$;

CREATE OR REPLACE FUNCTION rights.set_scope(
    login text, kind text, places text[], version integer DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
BEGIN
    PERFORM rights.begin_administration();
    PERFORM rights.count_up(login, version);
    PERFORM rights.put_scope(login, kind, COALESCE(places, '{}'));
    PERFORM rights.end_change('scope', login, json_build_object(kind, places));
END $$;

CREATE OR REPLACE FUNCTION rights.set_password(login text, verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
BEGIN
    PERFORM rights.begin_administration();
    PERFORM rights.must_be_verifier(verifier);
    PERFORM rights.role_of_account(login);
    EXECUTE format('ALTER ROLE %I PASSWORD %L', login, verifier);
    PERFORM rights.forget_settings(login);
    PERFORM rights.end_change('password', login, 'null');
END $$;

CREATE OR REPLACE FUNCTION rights.set_own_password(verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
BEGIN
    PERFORM rights.begin_change();
    PERFORM rights.must_be_verifier(verifier);
    PERFORM rights.role_of_account(session_user);
    -- a wall's password is known to many: one of them would lock out all walls
    IF NOT rights.has('supervisor', 'manager', 'liaison', 'quality', 'department', 'administrator', 'service') THEN
        PERFORM rights.refuse('wall', session_user);
    END IF;
    IF EXISTS (SELECT FROM public.account a WHERE a.login = session_user AND a.retired) THEN
        PERFORM rights.refuse('retired', session_user);
    END IF;
    EXECUTE format('ALTER ROLE %I PASSWORD %L', session_user, verifier);
    PERFORM rights.end_change('own_password', session_user, 'null');
END $$;

-- From then on the account can neither log in nor, where it is connected, see or do anything.
CREATE OR REPLACE FUNCTION rights.retire_account(login text, version integer DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
DECLARE
    had timestamptz;
BEGIN
    PERFORM rights.begin_administration();
    had := rights.administered_until();
    PERFORM rights.count_up(login, version);
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = login) THEN  -- not in a copy restored elsewhere
        PERFORM rights.put_roles(login, '{}');
        EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', login);
        PERFORM rights.cut_off(login);
    END IF;
    UPDATE public.account a SET retired = true WHERE a.login = retire_account.login;
    PERFORM rights.keep_administrator(had);
    PERFORM rights.end_change('retire', login, 'null');
END $$;

-- A retired account comes back without roles and without a password; one whose role is not in this server (a
-- copy that was restored elsewhere) is given a role again.
CREATE OR REPLACE FUNCTION rights.revive_account(
    login text, verifier text, roles text[], version integer DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, rights, pg_temp
AS $$
DECLARE
    had timestamptz;
BEGIN
    PERFORM rights.begin_administration();
    had := rights.administered_until();
    IF verifier IS NOT NULL THEN
        PERFORM rights.must_be_verifier(verifier);
    END IF;
    PERFORM rights.count_up(login, version);
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = login) THEN
        PERFORM rights.role_of_account(login);
        EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', login, verifier);
        PERFORM rights.forget_settings(login);
    ELSE
        PERFORM rights.put_role(login, verifier);
    END IF;
    UPDATE public.account a SET retired = false WHERE a.login = revive_account.login;
    PERFORM rights.put_roles(login, COALESCE(roles, '{}'));
    PERFORM rights.keep_administrator(had);
    PERFORM rights.end_change('revive', login, to_json(roles));
END $$;

-- What nobody chooses: triggers ----------------------------------------------------------------------------
-- Who restores or moves a centre is its owner, and keeps what stood there.

-- A line of a log is of the moment in which it was written, whatever clock its writer has; so is a file that was
-- kept, which is young for an hour (matrix.py: file).
CREATE OR REPLACE FUNCTION rights.stamp() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, rights, pg_temp
AS $$
BEGIN
    IF NOT rights.is_owner() THEN
        NEW.at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;

-- A count goes up by one. Who could set it to the largest there is would keep everybody else from counting.
CREATE OR REPLACE FUNCTION rights.count_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, rights, pg_temp
AS $$
BEGIN
    IF NOT rights.is_owner() THEN
        NEW.version := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE OLD.version + 1 END;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION rights.count_last() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, rights, pg_temp
AS $$
BEGIN
    IF NOT rights.is_owner() THEN
        NEW.last := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE OLD.last + 1 END;
    END IF;
    RETURN NEW;
END $$;
