"""Lists of members that are valid and nobody's, and their way through an import."""
import itertools
import random
from datetime import date, timedelta

from . import identifiers
from .city import wait_until

HEADER = ("姓名", "身份证号", "手机号", "用工形式")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "云台海州锦屏花果山前沭河新浦连岛墟沟板桥灌云东海赣榆青口石桥沙河班庄"
ROWS_IN_A_PART = 600
ENTERPRISE = "LYG-E001"  # of Haizhou
ELSEWHERE = "LYG-E080"   # of Ganyu

# Numbers of a range that no other run and no other test has.
_numbers = itertools.count(random.randrange(10**7))


class Worker:
    """A person of a list: a name, an ID number and a phone of their own."""

    def __init__(self, number=None):
        number = next(_numbers) if number is None else number
        self.number = number
        self.name = SURNAMES[number % len(SURNAMES)] + GIVEN[number % 31] + GIVEN[number // 31 % 31]
        self.id_number = identifiers.id_number("320707", date(1960, 1, 1) + timedelta(
            days=number % 14000), number // 14000 % 1000)
        self.phone = f"198{number % 10**8:08}"
        self.kind = "合同制"

    def row(self, **changes):
        cells = {"name": self.name, "id_number": self.id_number, "phone": self.phone,
                 "kind": self.kind, **changes}
        return tuple(cells.values())


def workers(count):
    return [Worker() for _ in range(count)]


def csv(rows, header=HEADER):
    return "".join(",".join(str(cell) for cell in row) + "\r\n" for row in (header, *rows))


class Import:
    """One import on its way through the API."""

    def __init__(self, city, organisation_id=None, client=None, token=None, **wanted):
        self.client = client or city.client
        self.token = token or city.admin()
        self.organisation_id = organisation_id or city.organisation(ENTERPRISE)
        self.id = self.client.call("admin_import_create", {
            "organisation_id": self.organisation_id, **wanted}, token=self.token).must(
                201).json()["id"]

    def call(self, operation, body=None, **more):
        path = {"import_id": self.id, **more.pop("path", {})}
        return self.client.call(operation, body, path=path, token=self.token, **more)

    def put(self, text, part_no=1):
        return self.call("admin_import_part_put", {"csv": text}, path={"part_no": part_no})

    def fill(self, rows, header=HEADER):
        rows = list(rows)
        for part_no, start in enumerate(range(0, len(rows), ROWS_IN_A_PART), 1):
            self.put(csv(rows[start:start + ROWS_IN_A_PART], header), part_no).must(200)
        return self

    def get(self):
        return self.call("admin_import_get").must(200).json()

    def wait(self, state, timeout=60):
        wait_until(lambda: self.get()["state"] == state, timeout)
        return self.get()

    def validated(self):
        self.call("admin_import_validate").must(202)
        return self.wait("validated")

    def committed(self):
        self.call("admin_import_commit").must(202)
        return self.wait("committed")

    def rows(self, **query):
        items, cursor = [], None
        while True:
            page = self.call("admin_import_row_list", query={
                "limit": 100, **query, **({"cursor": cursor} if cursor else {})}).must(200).json()
            items += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return items


def imported(city, rows, organisation_id=None, header=HEADER):
    """A list through to the end."""
    made = Import(city, organisation_id).fill(rows, header)
    made.validated()
    made.committed()
    return made


def counts(body):
    """(new, changed, unchanged, rejected, committed) of an import's answer."""
    progress = body["progress"]
    return tuple(progress[name] for name in ("new", "changed", "unchanged", "rejected", "committed"))
