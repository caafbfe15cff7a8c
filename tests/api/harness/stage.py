"""A database cluster and servers of their own, for tests that break either."""
import secrets

from . import city as cities
from . import gateway as gateways
from . import mini_program
from . import server as servers
from . import tokens
from .client import Client
from .cluster import Cluster
from .database import Database
from .papers import Papers
from .webhooks import Post

TEMPLATE = "lgh_template"


class Stage:
    """A cluster with a template database that is migrated and holds the demo city."""

    def __init__(self, contract, cluster=None):
        self.contract = contract
        self.cluster = cluster or Cluster()
        self.keys = tokens.Keys()
        self.data_keys = tokens.encode(secrets.token_bytes(32))
        self.index_key = tokens.encode(secrets.token_bytes(32))
        self.wechat = mini_program.wechat()
        self.post = Post()
        self.gateway = gateways.gateway()
        self.wechat.wechat.shipments.gateway = self.gateway.gateway
        self.count = 0
        self._admin("CREATE DATABASE " + TEMPLATE)
        settings = self.settings(self.cluster.url(TEMPLATE))
        for name in ("migrate", "demo"):
            done = servers.command(name, settings)
            assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
        # The log is some numbers ahead of each sequence, but not in a copy of the database, where a crash
        # would hand out the same numbers again. Set, a sequence is logged anew at its next number.
        template = Database(self.cluster.url(TEMPLATE))
        template.rows("SELECT setval(format('%I.%I', schemaname, sequencename), last_value) FROM pg_sequences"
                      " WHERE last_value IS NOT NULL")
        template.close()

    def _admin(self, sql):
        owner = Database(self.cluster.url())
        owner.execute(sql)
        owner.close()

    def settings(self, url, **changes):
        made = servers.settings_for(url, self.keys, self.data_keys, self.index_key,
                                    **self.post.settings(), **mini_program.settings(self.wechat))
        return {**made, **gateways.settings(self.gateway, made["LGH_PORT"]), **changes}

    def fresh(self, template=TEMPLATE):
        """The URL of a new database made from the template."""
        self.count += 1
        name = f"lgh_{self.count}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self.cluster.url(name)

    def forget(self, url):
        """Drops a database, whoever is still connected, unless PostgreSQL itself was left down."""
        if self.cluster.is_running():
            name = url.split("?")[0].rpartition("/")[2]
            self._admin(f"DROP DATABASE {name} WITH (FORCE)")

    def empty(self):
        return self.fresh("template0")

    def close(self):
        self.cluster.remove()
        self.wechat.stop()
        self.post.stop()
        self.gateway.stop()


class Play:
    """A server on a database of the stage, with a client and an owner beside it."""

    def __init__(self, stage, through=None, **changes):
        """through: a proxy by which the server, and only the server, reaches the database."""
        self.stage = stage
        self.url = stage.fresh()
        self.database = Database(self.url)
        way = f"?host={through.host}&port={through.port}" if through else None
        self.settings = stage.settings(self.url.split("?")[0] + way if way else self.url, **changes)
        self.server = servers.Server(self.settings)
        self.client = Client(stage.contract, self.server.host, self.server.port,
                             self.server.operator_port)
        self.city = None
        try:
            self.server.wait_until_ready()
            if self.settings["LGH_DEMO"] == "1":
                self.city = self._city()
        except BaseException:  # nobody has it yet who would close it
            self.server.kill()
            raise

    def _city(self):
        pattern = self.client.call("auth_demo", {"member_no": "10000001"}).must(200).json()
        forge = tokens.Forge(self.stage.keys, pattern["access_token"])
        return cities.City(self.database, self.client, forge, Papers(self.settings), self.stage.post.receiver,
                           self.stage.gateway.gateway)

    def close(self):
        """Ends the server; a sanitizer report or a bad exit fails whoever closes it."""
        self.client.close()
        self.database.close()
        try:
            if self.server.is_alive():
                assert self.server.stop() == 0, self.server.log_text()[-3000:]
            assert not self.server.reports(), "\n".join(self.server.reports()[:20])
        finally:
            self.server.kill()
            self.stage.forget(self.url)
