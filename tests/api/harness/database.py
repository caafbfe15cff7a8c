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
        except psycopg2.DatabaseError as error:
            # A link that ended without a word is not always called closed, but then nobody sent a code.
            if not connection.closed and error.pgcode:
                raise
            # PostgreSQL was stopped since the last statement: once more, on a new connection.
            connection.close()
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

    def _tables(self, ignore):
        """Of schema core, without those that ignore names. What the audit's sealer, the comparison with the
        ledger, the delivery of events, the end of vouchers' codes and the numbering of stations' changes do in
        their own time never counts, nor when the gateway is to be asked next."""
        ignore = ("audit_unsealed", "audit_blocks", "ledger_rounds", "budget_checkpoints", "outbox", "events",
                  "webhook_deliveries", "webhook_attempts", "webhook_health", "voucher_tokens", "gateway_tasks",
                  "shipping_reports", "station_changes", "invariant_checks", *ignore)
        return [name for (name,) in self.rows(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'core' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
            " ORDER BY 1") if name not in ignore]

    def _of_each(self, tables, words, connection=None):
        """Table -> what words, a list of SELECT, say of its rows."""
        parts = [f"SELECT '{name}', {words(name)} FROM core.\"{name}\" t" for name in tables]
        return {name: rest for name, *rest in self._rows(
            connection or self.connection(), " UNION ALL ".join(parts), ())} if parts else {}

    def _digest(self, tables, connection=None):
        return self._of_each(tables, lambda name: "count(*), coalesce(sum(hashtextextended("
                             f"({NOTED.get(name, 't')})::text, 0)::numeric), 0)", connection)

    def digest(self, ignore=()):
        """A value that changes when any row of schema core does: what "no state change" means."""
        return self._digest(self._tables(ignore))

    def _touched(self, tables, first, watching):
        """The tables with a row written by a transaction from first on, or with more or fewer rows than
        watching sees: much cheaper to find than a digest."""
        then = self._of_each(tables, lambda _: "count(*)", watching)
        now = self._of_each(
            tables, lambda _: f"count(*), coalesce(bool_or(age(t.xmin) <= (SELECT age(xid '{first}'))), false)")
        return [name for name, (count, is_written) in now.items() if is_written or [count] != then[name]]

    @contextlib.contextmanager
    def unchanged(self, ignore=()):
        """No row of schema core may change within the block. Most blocks change nothing at all: then
        PostgreSQL's snapshot is the same after as before, which says as much. Else a transaction that still
        sees the rows of before is compared with now, where something was written."""
        watching = self.connection("watching")
        self._rows(watching, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ())
        try:
            before = self._rows(watching, SNAPSHOT, ())
            yield
            if self.rows(SNAPSHOT) != before:
                first = int(before[0][0].split(":")[0]) % 2**32  # rows keep 32 bits of a transaction's number
                tables = self._touched(self._tables(ignore), first, watching)
                now, then = self._digest(tables), self._digest(tables, watching)
                changed = [name for name in tables if now[name] != then[name]]
                assert not changed, f"rows have changed in core's tables {changed}"
        finally:
            self._rows(watching, "ROLLBACK", ())

    def violations(self):
        """What the invariant checks of schema core complain about."""
        return self.rows("SELECT * FROM core.invariant_violations() AS v"
                         # The server may have been off.
                         " WHERE v.rule NOT IN ('I11 entry_unsealed', 'I10 waits')")
