"""The contract generator: what it writes (golden files) and what it refuses, with the reason."""
import copy
import json
import pathlib
import subprocess
import sys

import pytest
import yaml

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
CASE = HERE / 'contract'
GOLDEN = ('ops.h', 'ops.c', 'problems.h', 'problems.c')


def generate(folder, contract, statements):
    (folder / 'openapi.yaml').write_text(contract)
    (folder / 'statements.json').write_text(json.dumps(statements))
    (folder / 'docs.html').write_text('<p>docs</p>')
    (folder / 'problems.html').write_text('<dl><!-- problems --></dl>')
    return subprocess.run(
        [sys.executable, ROOT / 'api/openapi2c.py', '--contract', 'openapi.yaml', '--statements',
         'statements.json', '--docs', 'docs.html', '--problems', 'problems.html', '--out', 'out'],
        cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(name='statements')
def statements_fixture():
    return json.loads((CASE / 'statements.json').read_text())


def test_golden(tmp_path, statements):
    """Regenerate with: python3 tests/generator/test_openapi2c.py"""
    done = generate(tmp_path, (CASE / 'openapi.yaml').read_text(), statements)
    assert done.returncode == 0, done.stderr
    for name in GOLDEN:
        assert (tmp_path / 'out' / name).read_text() == (CASE / name).read_text(), name


def embedded(folder, name):
    """The bytes that the generated program will serve."""
    source = (folder / 'out/spec.c').read_text()
    numbers = source.split(f'{name}_bytes[] = {{')[1].split('}')[0]
    return bytes(int(n) for n in numbers.replace('\n', '').split(','))


def test_spec_is_embedded_byte_for_byte(tmp_path, statements):
    text = (CASE / 'openapi.yaml').read_text()
    assert generate(tmp_path, text, statements).returncode == 0
    assert embedded(tmp_path, 'spec_yaml_text') == text.encode()
    assert json.loads(embedded(tmp_path, 'spec_json_text'))['info']['title'] == 'Golden'


def test_every_problem_has_its_entry(tmp_path, statements):
    text = (CASE / 'openapi.yaml').read_text()
    assert generate(tmp_path, text, statements).returncode == 0
    page = embedded(tmp_path, 'spec_problems_text').decode()
    for code in yaml.safe_load(text)['x-problems']:
        assert page.count(f'<dt id="{code}">') == 1


ORDER = '/v1/things/{thing_id}/orders'


def body(document):
    return document['paths'][ORDER]['post']['requestBody']['content']['application/json']['schema']


def order(document):
    return document['paths'][ORDER]['post']


def stock(document):
    return document['paths']['/v1/things/{thing_id}/stock']['put']


def drop(mapping, key):
    del mapping[key]


REFUSALS = {
    'no security': (lambda d: drop(order(d), 'security'), 'security is missing'),
    'unknown scope': (lambda d: stock(d)['security'][1].update(apiKey=['gold:dig']), "['gold:dig']"),
    'a third way in': (lambda d: stock(d)['security'].append({'cookie': []}), 'or both of these'),
    'one way twice': (lambda d: stock(d)['security'].append({'apiKey': []}), 'or both of these'),
    'a key where none will do': (lambda d: stock(d).update(security=[{'bearer': ['member']}]),
                                 'key_id where no key will do'),
    'a condition without header': (lambda d: stock(d)['parameters'].pop(),
                                   'if_match without an If-Match header'),
    'a scope without response': (lambda d: [drop(stock(d)['responses'], '403'),
                                            stock(d)['security'].pop(0)],
                                 'the status of scope_missing'),
    'a key without response': (lambda d: drop(d['paths']['/v1/key']['get']['responses'], '401'),
                               'the status of api_key_invalid'),
    'a key without a database': (lambda d: drop(d['paths']['/v1/key']['get']['responses'], '503'),
                                 'the status of'),
    'unknown role': (lambda d: order(d).update(security=[{'bearer': ['boss']}]), "['boss']"),
    'no authorisation': (lambda d: drop(order(d), 'x-authz'), 'x-authz has a resource and a reach'),
    'unknown reach': (lambda d: order(d)['x-authz'].update(reach='galaxy'), 'x-authz.reach is one of'),
    'reach that nothing checks': (lambda d: order(d)['x-authz'].update(reach='subtree'),
                                  'reach subtree without the statement\'s parameter allowed_roles'),
    'two persons of one': (lambda d: order(d)['x-authz'].update(two_person=True), 'never of reach self'),
    'two persons or not': (lambda d: order(d)['x-authz'].update(reach='platform', two_person=False),
                           'two_person is true or absent'),
    'two persons that nothing counts': (
        lambda d: order(d)['x-authz'].update(reach='platform', two_person=True),
        'two_person without the statement\'s parameter allowed_roles, resource'),
    'authorisation of the public': (lambda d: d['paths']['/livez']['get'].update(
        {'x-authz': {'resource': 'thing', 'reach': 'self'}}), 'x-authz of a public operation'),
    'two tags': (lambda d: order(d).update(tags=['a', 'b']), 'exactly one tag'),
    'unknown operation keyword': (lambda d: order(d).update(callbacks={}), 'unknown keyword callbacks'),
    'unknown class': (lambda d: order(d).update({'x-class': 'slow'}), 'x-class is one of callback'),
    'quota without response': (lambda d: drop(order(d)['responses'], '429'), 'status of rate_limited'),
    'places without response': (lambda d: drop(d['paths']['/v1/things']['get']['responses'], '503'),
                                'status of overloaded'),
    'unknown path keyword': (lambda d: d['paths'][ORDER].update(trace={}), 'unknown keyword trace'),
    'unknown schema keyword': (lambda d: body(d)['properties']['quantity'].update(multipleOf=2),
                               'multipleOf not implemented'),
    'oneOf': (lambda d: body(d)['properties'].update(choice={'oneOf': []}), 'is not implemented'),
    'unbounded string': (lambda d: drop(body(d)['properties']['note'], 'maxLength'), 'no upper bound'),
    'unbounded integer': (lambda d: drop(body(d)['properties']['quantity'], 'maximum'), 'no upper bound'),
    'unbounded below': (lambda d: drop(body(d)['properties']['quantity'], 'minimum'), 'no lower bound'),
    'unbounded list': (lambda d: drop(body(d)['properties']['lines'], 'maxItems'), 'no upper bound'),
    'unknown format': (lambda d: body(d)['properties']['note'].update(format='email'), 'format email'),
    'length beside an identifier': (
        lambda d: body(d)['properties']['phone'].update(maxLength=11), 'maxLength beside a format'),
    'pattern beside an identifier': (
        lambda d: body(d)['properties']['company'].update(pattern='x'), 'pattern beside a format'),
    'personal data in a URL': (
        lambda d: d['paths']['/v1/things']['get']['parameters'][3]['schema'].update(
            format='cn-mobile'), 'does not belong into a URL'),
    'open object': (lambda d: drop(body(d), 'additionalProperties'), 'additionalProperties'),
    'required but undefined': (lambda d: body(d)['required'].append('ghost'), 'ghost'),
    'undeclared outcome': (lambda d: order(d).update({'x-outcomes': []}), 'disagree on the outcomes'),
    'outcome without problem': (lambda d: drop(d['x-problems'], 'sold_out'), 'not in x-problems'),
    'outcome without response': (lambda d: drop(order(d)['responses'], '409'), 'status of sold_out'),
    'pipeline status missing': (lambda d: drop(order(d)['responses'], '415'), 'unsupported_media_type'),
    'no success': (lambda d: drop(order(d)['responses'], '201'), 'exactly one 2xx'),
    'parameter type differs': (lambda d: body(d)['properties']['gift'].update(
        type='string', maxLength=5, default='x'), 'gift is boolean in the statement'),
    'parameter without source': (lambda d: drop(body(d)['properties'], 'lines'), 'lines has no source'),
    'key without header': (lambda d: drop(order(d), 'parameters'), 'without an Idempotency-Key'),
    'path differs': (lambda d: d['paths'][ORDER].update(parameters=[]), 'path parameters differ'),
    'dangling reference': (lambda d: order(d).update(parameters=[{'$ref': '#/components/x'}]),
                           'no such component'),
    'neither handler nor statement': (lambda d: drop(d['paths']['/v1/key']['get'], 'x-handler'),
                                      'neither x-handler nor'),
    'exploded list': (lambda d: drop(d['paths']['/v1/things']['get']['parameters'][2], 'explode'),
                      'explode false'),
    'repeated operation': (lambda d: d['paths']['/livez']['get'].update(operationId='key_get'),
                           'stands twice'),
    'other version': (lambda d: d.update(openapi='3.0.3'), '3.1'),
}


@pytest.mark.parametrize('name', REFUSALS)
def test_refusal(tmp_path, statements, name):
    change, reason = REFUSALS[name]
    document = copy.deepcopy(yaml.safe_load((CASE / 'openapi.yaml').read_text()))
    change(document)
    done = generate(tmp_path, yaml.safe_dump(document, allow_unicode=True), statements)
    assert done.returncode != 0
    assert reason in done.stderr
    assert 'Traceback' not in done.stderr
    assert not (tmp_path / 'out').exists()


def test_two_persons(tmp_path, statements):
    """The answer must say whether it happened; the fingerprint comes without an Idempotency-Key."""
    document = yaml.safe_load((CASE / 'openapi.yaml').read_text())
    order(document)['x-authz'] = {'resource': 'thing', 'reach': 'platform', 'two_person': True}
    order(document)['parameters'] = []
    params = statements['thing_order']['params']
    params[:] = [param for param in params if param['name'] != 'idempotency_key']
    params += [{'name': 'allowed_roles', 'type': 'text[]'}, {'name': 'resource', 'type': 'text'}]
    done = generate(tmp_path, yaml.safe_dump(document, allow_unicode=True), statements)
    assert 'two_person, but its 201 does not require expires_at, state' in done.stderr
    order(document)['responses']['201'] = {'content': {'application/json': {'schema': {
        'required': ['state', 'expires_at']}}}}
    done = generate(tmp_path, yaml.safe_dump(document, allow_unicode=True), statements)
    assert done.returncode == 0, done.stderr
    assert '.two_person = true' in (tmp_path / 'out/ops.c').read_text()


def test_repeated_key(tmp_path, statements):
    text = (CASE / 'openapi.yaml').read_text() + 'openapi: 3.1.0\n'
    done = generate(tmp_path, text, statements)
    assert 'repeated key openapi' in done.stderr


LIST = """struct reply thing_list(struct request *request, const struct thing_list_input *input)
{ (void)request; (void)input; return (struct reply){.status = 200}; }"""
LIVE = """struct reply health_live(struct request *request)
{ (void)request; return (struct reply){.status = 200}; }"""


KEY = """struct reply key_get(struct request *request)
{ (void)request; return (struct reply){.status = 200}; }"""


def build(tmp_path, statements, *handlers):
    """Compiles and links the golden tables with these handlers."""
    assert generate(tmp_path, (CASE / 'openapi.yaml').read_text(), statements).returncode == 0
    (tmp_path / 'out').rename(tmp_path / 'gen')
    (tmp_path / 'gen/statements.h').write_text(
        '#pragma once\nenum { DB_THING_ORDER, DB_THING_STOCK, DB_THING_LIST };\n'
        'struct db_thing_list_params { const char *since, *kinds, *kind_hash; };\n')
    (tmp_path / 'handlers.c').write_text(
        '\n'.join(['#include "gen/ops.h"', *handlers, 'int main(void) { return 0; }', '']))
    return subprocess.run(
        ['gcc', '-std=gnu11', '-Wall', '-Wextra', '-Werror', '-Wmissing-prototypes', '-I', ROOT,
         '-I', tmp_path, 'gen/ops.c', 'handlers.c', '-o', 'program'],
        cwd=tmp_path, capture_output=True, text=True, check=False)


def test_right_handlers_build(tmp_path, statements):
    done = build(tmp_path, statements, LIST, KEY, LIVE)
    assert done.returncode == 0, done.stderr


PARAMS = 'const struct db_thing_list_params params = thing_list_params(request, input); (void)params;'
BIND = 'void request_bind(const struct request *r, const void *i, void *p) { (void)r; (void)i; (void)p; }'


@pytest.mark.parametrize('given, does_build', [('input', True), ('(const struct thing_stock_input *)input', False)])
def test_parameters_have_their_operations_types(tmp_path, statements, given, does_build):
    handler = LIST.replace('{ (void)', f'{{ {PARAMS.replace("input", given)} (void)')
    assert (build(tmp_path, statements, BIND, handler, KEY, LIVE).returncode == 0) == does_build


def test_missing_handler_does_not_link(tmp_path, statements):
    done = build(tmp_path, statements, LIST, KEY)
    assert done.returncode != 0
    assert 'undefined reference to `health_live' in done.stderr


@pytest.mark.parametrize('handler', [
    'struct reply health_live(void) { return (struct reply){.status = 200}; }',
    'int health_live(struct request *request) { (void)request; return 200; }',
    LIVE + LIVE.replace('health_live', 'health_gone'),
], ids=['arguments differ', 'result differs', 'operation gone'])
def test_wrong_handler_does_not_compile(tmp_path, statements, handler):
    done = build(tmp_path, statements, LIST, KEY, handler)
    assert done.returncode != 0
    assert 'error:' in done.stderr


def regenerate():
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        done = generate(folder, (CASE / 'openapi.yaml').read_text(),
                        json.loads((CASE / 'statements.json').read_text()))
        sys.exit(done.stderr) if done.returncode else None
        for name in GOLDEN:
            (CASE / name).write_text((folder / 'out' / name).read_text())


if __name__ == '__main__':
    regenerate()
