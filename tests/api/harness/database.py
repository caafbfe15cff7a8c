"""The database as its owner sees it: to prepare what a test needs and to check what it left."""
import contextlib
import threading

import psycopg2
import psycopg2.extras

# Which transactions of the whole cluster have ended, and hence every row that can be seen.
SNAPSHOT = "SELECT pg_current_snapshot()::text"
# What of a row no test compares: a key's use is noted to the minute, whatever becomes of the request.
NOTED = {"api_keys": "to_jsonb(t) - 'last_used_at'"}


class Database:
    """Runs statements in autocommit, one connection for each thread, reconnecting when cut off."""

    def __init__(self, url):
        self.url = url
        self._local = threading.local()

    def connection(self, name="connection"):
        connection = getattr(self._local, name, None)
        if connection is None or connection.closed:
            connection = psycopg2.connect(self.url, application_name="lgh-tests")
            connection.autocommit = True
            psycopg2.extras.register_uuid(conn_or_curs=connection)
            with connection.cursor() as cursor:
                # Digests would start worker processes for one table after the other.
                cursor.execute("SET search_path = core, api, public;"
                               " SET timezone = 'Asia/Shanghai';"
                               " SET max_parallel_workers_per_gather = 0;"
                               " SET idle_in_transaction_session_timeout = 0")
            setattr(self._local, name, connection)
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
        for name in ("connection", "watching"):
            connection = getattr(self._local, name, None)
            if connection is not None:
                connection.close()
                setattr(self._local, name, None)

    def digest(self, ignore=(), connection=None):
        """A value that changes when any row of schema core does: what "no state change" means. What
        the audit's sealer, the comparison with the ledger, the delivery of events, the end of vouchers' codes
        and the numbering of stations' changes do in their own time never counts, nor when the gateway is to be
        asked next."""
        connection = connection or self.connection()
        ignore = ("audit_unsealed", "audit_blocks", "ledger_rounds", "budget_checkpoints", "outbox", "events",
                  "webhook_deliveries", "webhook_attempts", "webhook_health", "voucher_tokens", "gateway_tasks",
                  "shipping_reports", "station_changes", "invariant_checks", *ignore)
        tables = [name for (name,) in self._rows(
            connection, "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'core' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
            " ORDER BY 1", ()) if name not in ignore]
        parts = [f"SELECT '{name}', count(*), coalesce(sum(hashtextextended("
                 f"({NOTED.get(name, 't')})::text, 0)::numeric), 0)"
                 f' FROM core."{name}" t' for name in tables]
        return {name: rest for name, *rest in self._rows(connection, " UNION ALL ".join(parts), ())}

    @contextlib.contextmanager
    def unchanged(self, ignore=()):
        """No row of schema core may change within the block. Two digests cost half a second, and most
        blocks change nothing at all: then PostgreSQL's snapshot is the same after as before, which
        says as much. Else a transaction that still sees the rows of before is compared with now."""
        watching = self.connection("watching")
        self._rows(watching, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ())
        try:
            before = self._rows(watching, SNAPSHOT, ())
            yield
            if self.rows(SNAPSHOT) != before:
                now, then = self.digest(ignore), self.digest(ignore, watching)
                changed = [name for name in {**now, **then} if now.get(name) != then.get(name)]
                assert not changed, f"rows have changed in core's tables {changed}"
        finally:
            self._rows(watching, "ROLLBACK", ())

    def violations(self):
        """What the invariant checks of schema core complain about."""
        return self.rows("SELECT * FROM core.invariant_violations() AS v"
                         # The server may have been off.
                         " WHERE v.rule NOT IN ('I11 entry_unsealed', 'I10 waits')")
