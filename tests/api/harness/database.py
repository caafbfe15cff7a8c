"""The database as its owner sees it: to prepare what a test needs and to check what it left."""
import contextlib
import threading

import psycopg2
import psycopg2.extras


class Database:
    """Runs statements in autocommit, one connection for each thread, reconnecting when cut off."""

    def __init__(self, url):
        self.url = url
        self._local = threading.local()

    def connection(self):
        connection = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            connection = psycopg2.connect(self.url, application_name="lgh-tests")
            connection.autocommit = True
            psycopg2.extras.register_uuid(conn_or_curs=connection)
            with connection.cursor() as cursor:
                cursor.execute("SET search_path = core, api, public;"
                               " SET timezone = 'Asia/Shanghai'")
            self._local.connection = connection
        return connection

    def rows(self, sql, *params):
        connection = self.connection()
        try:
            return self._rows(connection, sql, params)
        except psycopg2.OperationalError:
            if not connection.closed:
                raise
            # PostgreSQL was stopped since the last statement: once more, on a new connection.
            return self._rows(self.connection(), sql, params)

    @staticmethod
    def _rows(connection, sql, params):
        with connection.cursor() as cursor:
            cursor.execute(sql, params or None)
            return cursor.fetchall() if cursor.description else []

    def row(self, sql, *params):
        found = self.rows(sql, *params)
        assert len(found) == 1, f"expected one row, got {len(found)}: {sql} {params}"
        return found[0]

    def value(self, sql, *params):
        return self.row(sql, *params)[0]

    def execute(self, sql, *params):
        self.rows(sql, *params)

    @contextlib.contextmanager
    def transaction(self):
        """A cursor on a connection of its own; what it locks is locked until the block ends."""
        connection = psycopg2.connect(self.url, application_name="lgh-tests-lock")
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET search_path = core, api, public")
                yield cursor
        finally:
            connection.rollback()
            connection.close()

    def close(self):
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def digest(self, ignore=()):
        """A value that changes when any row of schema core does: what "no state change" means. What
        the audit's sealer does afterwards, in its own time, never counts."""
        ignore = ("audit_unsealed", "audit_blocks", *ignore)
        tables = [name for (name,) in self.rows(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'core' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
            " ORDER BY 1") if name not in ignore]
        parts = [f"SELECT '{name}', count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)"
                 f' FROM core."{name}" t' for name in tables]
        return {name: rest for name, *rest in self.rows(" UNION ALL ".join(parts))}

    def violations(self):
        """What the invariant checks of schema core complain about."""
        found = []
        for check in ("ledger_violations", "lottery_violations", "order_violations",
                      "application_violations"):
            found += [(check, *row) for row in self.rows(f"SELECT * FROM core.{check}()")]
        found += self.rows("SELECT 'audit_check', c.fault, c.fault_block, c.fault_seq"
                           " FROM core.audit_check(1, 1000000000, 1000000000) AS c"
                           " WHERE c.fault <> 'entry_unsealed'")  # the server may have been off
        return found
