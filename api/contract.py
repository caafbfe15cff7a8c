"""Reads openapi.yaml and refuses whatever the generator does not implement.

The result is plain data (Operation, Field) for openapi2c.py. Every refusal names the place in the
contract, because its reader is somebody who has just added an operation.
"""
import json
import re
from dataclasses import dataclass, field

import yaml

METHODS = ('get', 'post', 'put', 'patch', 'delete')
ROLES = {role: f'PRINCIPAL_{role.upper()}' for role in (
    'member', 'admin', 'auditor', 'finance', 'platform_admin', 'station_keeper', 'merchant_staff')}
# What an operation with a caller reaches, and what its statement must take to be able to check it.
REACHES = {'self': {'caller_id'}, 'subtree': {'caller_id', 'allowed_roles'},
           'platform': {'caller_id', 'allowed_roles'}}
# What core.second_person wants to know, and what the answer of such an operation says.
TWO_PERSON = {'caller_id', 'allowed_roles', 'resource', 'fingerprint', 'request_id'}
TWO_PERSON_STATE = {'state', 'expires_at'}
HEADERS = {'Idempotency-Key', 'If-Match', 'If-None-Match', 'Accept-Language', 'traceparent'}
OPERATION_KEYS = {'operationId', 'tags', 'summary', 'description', 'security', 'parameters',
                  'requestBody', 'responses', 'servers', 'deprecated', 'externalDocs',
                  'x-handler', 'x-outcomes', 'x-listen', 'x-cache-seconds', 'x-class', 'x-authz',
                  'x-body'}
PATH_KEYS = set(METHODS) | {'parameters', 'servers', 'summary', 'description'}
TEXT_KEYS = {'description', 'title', 'example', 'examples', 'default', 'type'}
KEYS = {
    'string': {'minLength', 'maxLength', 'pattern', 'format', 'enum'},
    'integer': {'minimum', 'maximum', 'format'},
    'number': {'minimum', 'maximum', 'format'},
    'boolean': set(),
    'object': {'properties', 'required', 'additionalProperties'},
    'array': {'items', 'minItems', 'maxItems'},
    'identifier': {'minimum', 'maximum', 'pattern', 'minLength', 'maxLength'},
}
IDENTIFIERS = {'cn-id-number': 'ID_NUMBER', 'cn-mobile': 'MOBILE', 'cn-credit-code': 'CREDIT_CODE'}
PERSONAL = ('ID_NUMBER', 'MOBILE')
FORMATS = {'string': {None: 'STRING', 'uuid': 'UUID', 'date-time': 'TIME', **IDENTIFIERS},
           'integer': {None: 'INTEGER', 'int64': 'INTEGER', 'int32': 'INTEGER'},
           'number': {None: 'NUMBER', 'double': 'NUMBER'}}
KINDS = {'boolean': 'BOOLEAN', 'object': 'OBJECT', 'array': 'LIST', 'identifier': 'IDENTIFIER'}
SQL_TYPES = {**dict.fromkeys(IDENTIFIERS.values(), {'text'}), 'STRING': {'text'}, 'UUID': {'uuid'}, 'TIME': {'timestamptz'},
             'INTEGER': {'bigint', 'integer'}, 'IDENTIFIER': {'text', 'bigint'},
             'NUMBER': {'double precision'}, 'BOOLEAN': {'boolean'},
             'OBJECT': {'jsonb'}, 'LIST': {'jsonb', 'text[]'}}
CALLER = {'caller_id': ('CALLER_ID', 'uuid'), 'session_id': ('SESSION_ID', 'uuid'),
          'idempotency_key': ('IDEMPOTENCY_KEY', 'text'), 'fingerprint': ('FINGERPRINT', 'bytea'),
          'request_id': ('REQUEST_ID', 'uuid'), 'allowed_roles': ('ALLOWED_ROLES', 'text[]'),
          'resource': ('RESOURCE', 'text'), 'key_id': ('KEY_ID', 'uuid'),
          'key_mode': ('KEY_MODE', 'text'), 'if_match': ('IF_MATCH', 'text')}
CLASSES = ('callback', 'write', 'draw', 'read', 'export')
DATABASE_PROBLEMS = ('database_unavailable', 'overloaded', 'outcome_unknown', 'timeout')


class ContractError(Exception):
    """The contract says something that cannot be served as it stands."""


@dataclass
class Field:
    name: str
    kind: str
    required: bool
    nullable: bool
    minimum: object = None
    maximum: object = None
    pattern: str = None
    allowed: list = None
    fallback: str = None
    children: list = field(default_factory=list)


@dataclass
class Operation:
    id: str
    method: str
    path: str
    tag: str
    summary: str
    roles: list  # of a token
    scopes: list  # of a merchant's key; None: no key will do
    resource: str
    reach: str
    two_person: bool
    operator_port: bool
    request_class: str
    cache_s: int
    success: int
    handwritten: bool
    path_fields: list
    query_fields: list
    body: Field
    idempotent: bool
    conditional: bool  # takes If-Match
    refusals: list
    statement: dict = None
    bindings: list = None

    @property
    def is_public(self):
        return not self.roles and self.scopes is None


class TextLoader(getattr(yaml, 'CSafeLoader', yaml.SafeLoader)):
    """YAML in which a time stays the text it was written as, and a key stands once."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {str(key) for key in keys if keys.count(key) > 1}
        if twice:
            raise ContractError(f'line {node.start_mark.line + 1}: repeated key {", ".join(twice)}')
        return super().construct_mapping(node, deep)


TextLoader.yaml_implicit_resolvers = {
    first: [(tag, regex) for tag, regex in pairs if tag != 'tag:yaml.org,2002:timestamp']
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()}


class Contract:
    """openapi.yaml with its references resolved, checked against the statements' manifest."""

    def __init__(self, text, statements):
        self.document = yaml.load(text, Loader=TextLoader)
        self.statements = statements
        self.problems = self.document.get('x-problems') or {}
        self.field_errors = self.document.get('x-field-errors') or {}
        self.scopes = ((self.document.get('components') or {}).get('schemas') or {}).get(
            'ApiKeyScope', {}).get('enum', [])
        if not str(self.document.get('openapi', '')).startswith('3.1'):
            raise ContractError('openapi: 3.1 is what this generator reads')
        self.operations = [self.operation(path, method, item)
                           for path, item in self.document['paths'].items()
                           for method in METHODS if method in item]
        self.check_unique()

    def check_unique(self):
        seen = set()
        for operation in self.operations:
            if operation.id in seen:
                raise ContractError(f'{operation.id}: operationId stands twice')
            seen.add(operation.id)

    def resolve(self, node):
        """Follows a local $ref; only a description may stand beside it."""
        while '$ref' in node:
            if set(node) - {'$ref', 'description'}:
                raise ContractError(f'{node["$ref"]}: other keywords beside $ref')
            target = self.document
            for part in node['$ref'].removeprefix('#/').split('/'):
                if part not in target:
                    raise ContractError(f'{node["$ref"]}: no such component')
                target = target[part]
            node = target
        return node

    def operation(self, path, method, item):
        node = item[method]
        where = node.get('operationId') or f'{method} {path}'
        unknown = (set(node) - OPERATION_KEYS) | (set(item) - PATH_KEYS)
        if unknown:
            raise ContractError(f'{where}: unknown keyword {", ".join(sorted(unknown))}')
        for key in ('operationId', 'summary', 'security', 'responses'):
            if key not in node:
                raise ContractError(f'{where}: {key} is missing')
        if not re.fullmatch(r'[a-z][a-z0-9_]*', node['operationId']):
            raise ContractError(f'{where}: operationId is not snake_case')
        if len(node.get('tags', [])) != 1:
            raise ContractError(f'{where}: exactly one tag names the file in api/ops')
        parameters = [self.resolve(p) for p in item.get('parameters', []) + node.get('parameters', [])]
        by_place = {place: self.parameters(where, parameters, place)
                    for place in ('path', 'query', 'header')}
        self.check_path(where, path, by_place['path'])
        operation = Operation(
            id=node['operationId'], method=method.upper(), path=path, tag=node['tags'][0],
            summary=node['summary'], **self.callers(where, node['security']),
            **self.authz(where, node),
            operator_port=self.listen(where, node),
            request_class=self.request_class(where, method, node),
            cache_s=int(node.get('x-cache-seconds', 0)),
            success=self.success(where, node['responses']),
            handwritten=self.handler(where, node), path_fields=by_place['path'],
            query_fields=by_place['query'], body=self.body(where, node),
            idempotent=any(f.name == 'Idempotency-Key' for f in by_place['header']),
            conditional=any(f.name == 'If-Match' for f in by_place['header']),
            refusals=list(node.get('x-outcomes', [])))
        self.bind(operation)
        self.check_responses(operation, node['responses'])
        return operation

    @staticmethod
    def handler(where, node):
        if node.get('x-handler', 'c') != 'c':
            raise ContractError(f'{where}: x-handler is "c" or absent')
        return 'x-handler' in node

    @staticmethod
    def listen(where, node):
        if node.get('x-listen', 'operator') != 'operator':
            raise ContractError(f'{where}: x-listen is "operator" or absent')
        return 'x-listen' in node

    @staticmethod
    def request_class(where, method, node):
        name = node.get('x-class', 'read' if method == 'get' else 'write')
        if name not in CLASSES:
            raise ContractError(f'{where}: x-class is one of {", ".join(CLASSES)}')
        return name

    def callers(self, where, security):
        """The roles of a token and the scopes of a merchant's key that suffice; None: no key does."""
        ways = {}
        for way in security:
            if len(way) != 1 or set(way) & set(ways) or not set(way) <= {'bearer', 'apiKey'}:
                raise ContractError(f'{where}: security is [], [{{bearer: [roles]}}], '
                                    '[{apiKey: [scopes]}] or both of these')
            ways.update(way)
        known = {'bearer': set(ROLES), 'apiKey': set(self.scopes)}
        for way, words in ways.items():
            if not set(words) <= known[way] or (way == 'bearer' and not words):
                raise ContractError(f'{where}: {words} are not among {sorted(known[way])}')
        return {'roles': ways.get('bearer', []), 'scopes': ways.get('apiKey')}

    @staticmethod
    def authz(where, node):
        """What kind of thing an operation touches, and whose: demanded wherever there is a caller."""
        authz = node.get('x-authz')
        if not node['security']:
            if authz is not None:
                raise ContractError(f'{where}: x-authz of a public operation')
            return {'resource': None, 'reach': None, 'two_person': False}
        if not isinstance(authz, dict) or set(authz) - {'two_person'} != {'resource', 'reach'}:
            raise ContractError(f'{where}: x-authz has a resource and a reach')
        if not re.fullmatch(r'[a-z][a-z_]*', authz['resource']) or authz['reach'] not in REACHES:
            raise ContractError(f'{where}: x-authz.reach is one of {", ".join(REACHES)}')
        if authz.get('two_person', True) is not True or ('two_person' in authz
                                                         and authz['reach'] == 'self'):
            raise ContractError(f'{where}: x-authz.two_person is true or absent, and never of reach self')
        return {**authz, 'two_person': 'two_person' in authz}

    @staticmethod
    def success(where, responses):
        found = [int(status) for status in responses if str(status).startswith('2')]
        if len(found) != 1:
            raise ContractError(f'{where}: exactly one 2xx response, not {found}')
        return found[0]

    @staticmethod
    def check_path(where, path, fields):
        names = re.findall(r'\{([a-z_]+)\}', path)
        if sorted(names) != sorted(f.name for f in fields):
            raise ContractError(f'{where}: path parameters differ from {path}')
        for segment in path.strip('/').split('/'):
            if '{' in segment and not re.fullmatch(r'\{[a-z_]+\}', segment):
                raise ContractError(f'{where}: a parameter is a whole segment, not {segment}')

    def parameters(self, where, parameters, place):
        fields = []
        for parameter in parameters:
            if parameter['in'] != place:
                if parameter['in'] not in ('path', 'query', 'header'):
                    raise ContractError(f'{where}: parameter in {parameter["in"]}')
                continue
            spot = f'{where}.{parameter["name"]}'
            if place == 'header' and parameter['name'] not in HEADERS:
                raise ContractError(f'{spot}: header parameters are {sorted(HEADERS)}')
            entry = self.field(spot, parameter['name'], parameter['schema'],
                               bool(parameter.get('required')))
            self.check_parameter(spot, place, parameter, entry)
            fields.append(entry)
        return fields

    @staticmethod
    def check_parameter(spot, place, parameter, entry):
        if entry.kind == 'OBJECT' or (place == 'path' and entry.kind == 'LIST'):
            raise ContractError(f'{spot}: a parameter has one value')
        if entry.kind in PERSONAL:
            raise ContractError(f'{spot}: personal data does not belong into a URL')
        if entry.kind == 'LIST':
            element = entry.children[0]
            if parameter.get('explode', True) or parameter.get('style', 'form') != 'form':
                raise ContractError(f'{spot}: lists in a query are style form, explode false')
            if element.kind != 'STRING' or not (element.allowed or element.pattern):
                raise ContractError(f'{spot}: list elements need an enum or a pattern')

    def body(self, where, node):
        if node.get('x-body', 'raw') != 'raw' or ('x-body' in node and 'x-handler' not in node):
            raise ContractError(f'{where}: x-body is "raw", which a handler reads, or absent')
        if 'requestBody' not in node or 'x-body' in node:
            return None
        content = self.resolve(node['requestBody'])['content']
        if list(content) != ['application/json']:
            raise ContractError(f'{where}: the only request type is application/json')
        body = self.field(f'{where}.body', '', content['application/json']['schema'], True)
        if body.kind != 'OBJECT':
            raise ContractError(f'{where}: a body is an object')
        return body

    def field(self, where, name, schema, required):
        schema = self.resolve(schema)
        kind, nullable = self.type(where, schema)
        unknown = set(schema) - KEYS[kind] - TEXT_KEYS
        if unknown:
            raise ContractError(f'{where}: {", ".join(sorted(unknown))} not implemented for {kind}')
        shape = schema.get('format')
        if kind in FORMATS and shape not in FORMATS[kind]:
            raise ContractError(f'{where}: format {shape} is not implemented')
        entry = Field(name, FORMATS[kind][shape] if kind in FORMATS else KINDS[kind], required,
                      nullable, pattern=schema.get('pattern'), allowed=schema.get('enum'))
        if 'default' in schema:
            value = schema['default']
            entry.fallback = value if isinstance(value, str) else json.dumps(value)
        self.bounds(where, kind, schema, entry)
        self.children(where, kind, schema, entry)
        return entry

    @staticmethod
    def type(where, schema):
        types = schema.get('type')
        types = types if isinstance(types, list) else [types]
        nullable = 'null' in types
        rest = sorted(t for t in types if t != 'null' and t)
        if rest == ['integer', 'string']:
            return 'identifier', nullable
        if len(rest) != 1 or rest[0] not in KEYS:
            raise ContractError(f'{where}: type {types} is not implemented')
        return rest[0], nullable

    @staticmethod
    def bounds(where, kind, schema, entry):
        low, high = {'string': ('minLength', 'maxLength'), 'array': ('minItems', 'maxItems')}.get(
            kind, ('minimum', 'maximum'))
        entry.minimum, entry.maximum = schema.get(low), schema.get(high)
        if entry.kind in IDENTIFIERS.values():
            beside = {low, high, 'pattern', 'enum'} & set(schema)
            if beside:
                raise ContractError(f'{where}: {", ".join(sorted(beside))} beside a format that '
                                    'says it all')
            return
        fixed = kind in ('boolean', 'object') or entry.kind in ('UUID', 'TIME') or entry.allowed
        if entry.maximum is None and not fixed:
            raise ContractError(f'{where}: no upper bound ({high})')
        if entry.minimum is None and kind in ('integer', 'number', 'identifier'):
            raise ContractError(f'{where}: no lower bound ({low})')

    def children(self, where, kind, schema, entry):
        if kind == 'array':
            entry.children = [self.field(f'{where}[]', '', schema['items'], True)]
        if kind != 'object':
            return
        if schema.get('additionalProperties') is not False:
            raise ContractError(f'{where}: additionalProperties must be false')
        needed = schema.get('required', [])
        missing = set(needed) - set(schema.get('properties', {}))
        if missing:
            raise ContractError(f'{where}: required but not defined: {", ".join(sorted(missing))}')
        entry.children = [self.field(f'{where}.{name}', name, child, name in needed)
                          for name, child in schema.get('properties', {}).items()]

    def bind(self, operation):
        """Finds a source for every parameter of the statement with the operation's name."""
        statement = self.statements.get(operation.id)
        if statement is None:
            if not operation.handwritten:
                raise ContractError(f'{operation.id}: neither x-handler nor db/sql/{operation.id}.sql')
            return
        operation.statement = statement
        self.check_reach(operation)
        expected = {'ok', *operation.refusals}
        if set(statement['outcomes']) != expected:
            differing = set(statement['outcomes']) ^ expected
            raise ContractError(f'{operation.id}: contract and statement disagree on the outcomes '
                                f'{", ".join(sorted(differing))}')
        operation.bindings = [self.source(operation, p) for p in statement['params']]

    @staticmethod
    def check_reach(operation):
        """A statement that is not told who asks, or what roles suffice, cannot refuse anybody."""
        taken = {param['name'] for param in operation.statement['params']}
        missing = REACHES.get(operation.reach, set()) - taken
        if operation.two_person and TWO_PERSON - taken:
            raise ContractError(f'{operation.id}: two_person without the statement\'s parameter '
                                f'{", ".join(sorted(TWO_PERSON - taken))}')
        if missing:
            raise ContractError(f'{operation.id}: reach {operation.reach} without the statement\'s '
                                f'parameter {", ".join(sorted(missing))}')

    @staticmethod
    def source(operation, param):
        name, sql_type = param['name'], param['type'].removesuffix('[]') \
            if operation.statement['batch'] else param['type']
        if name in CALLER:
            source, wanted = CALLER[name]
            if sql_type != wanted:
                raise ContractError(f'{operation.id}: {name} is {wanted}, not {sql_type}')
            if source == 'IF_MATCH' and not operation.conditional:
                raise ContractError(f'{operation.id}: {name} without an If-Match header')
            if (source not in ('IDEMPOTENCY_KEY', 'FINGERPRINT', 'REQUEST_ID', 'IF_MATCH')
                    and operation.is_public):
                raise ContractError(f'{operation.id}: {name} of a public operation')
            if source in ('KEY_ID', 'KEY_MODE') and operation.scopes is None:
                raise ContractError(f'{operation.id}: {name} where no key will do')
            has_key = operation.idempotent or (source == 'FINGERPRINT' and operation.two_person)
            if source in ('IDEMPOTENCY_KEY', 'FINGERPRINT') and not has_key:
                raise ContractError(f'{operation.id}: {name} without an Idempotency-Key header')
            return source, None
        body = operation.body.children if operation.body else []
        for entry in operation.path_fields + operation.query_fields + body:
            if entry.name == name:
                if sql_type in SQL_TYPES[entry.kind]:
                    return 'INPUT', name
                if not operation.handwritten:
                    raise ContractError(f'{operation.id}: {name} is {sql_type} in the statement '
                                        f'and {entry.kind.lower()} in the contract')
        if not operation.handwritten:
            raise ContractError(f'{operation.id}: the parameter {name} has no source')
        return 'HANDLER', None

    def check_two_person(self, operation, responses):
        """Whoever is the first of two persons must be able to see that nothing has happened yet."""
        answer = self.resolve(responses[str(operation.success)]).get('content', {})
        schema = self.resolve(answer.get('application/json', {}).get('schema', {}))
        missing = TWO_PERSON_STATE - set(schema.get('required', []))
        if missing:
            raise ContractError(f'{operation.id}: two_person, but its {operation.success} does not '
                                f'require {", ".join(sorted(missing))}')

    def check_responses(self, operation, responses):
        """Every problem that this operation can answer has its status declared."""
        if operation.two_person:
            self.check_two_person(operation, responses)
        problems = ['malformed_request'] + operation.refusals
        if not operation.operator_port:
            problems += ['rate_limited', 'overloaded']
        if operation.roles:
            problems += ['token_invalid']
        if operation.roles and set(operation.roles) != set(ROLES):
            problems += ['role_forbidden']
        if operation.scopes is not None:
            problems += ['api_key_invalid', *DATABASE_PROBLEMS]
        if operation.scopes:
            problems += ['scope_missing']
        if operation.path_fields:
            problems += ['not_found']
        if operation.body:
            problems += ['body_too_large', 'unsupported_media_type', 'validation_failed']
        if operation.query_fields:
            problems += ['validation_failed']
        if operation.statement:
            problems += DATABASE_PROBLEMS
        declared = {str(status) for status in responses}
        for code in problems:
            if code not in self.problems:
                raise ContractError(f'{operation.id}: {code} is not in x-problems')
            if str(self.problems[code]['status']) not in declared:
                raise ContractError(f'{operation.id}: the status of {code} is not in its responses')
