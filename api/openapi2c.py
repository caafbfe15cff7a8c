#!/usr/bin/python3
"""Turns openapi.yaml into the C tables that drive the pipeline. Output is data, never behaviour.

usage: openapi2c.py --contract openapi.yaml --statements statements.json --docs docs.html
                    --problems problems.html --out DIR
"""
import argparse
import html
import json
import pathlib
import sys

from contract import ROLES, Contract, ContractError

BANNER = '/* Made from openapi.yaml by openapi2c.py; not meant to be read often, never to be edited. */\n'
INT64 = (-2**63, 2**63 - 1)


def quote(text):
    """A C string literal of UTF-8 text, NULL for None."""
    if text is None:
        return 'NULL'
    escaped = ''.join(chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else f'\\{b:03o}'
                      for b in text.encode())
    return f'"{escaped}"'


def integer(value, default):
    value = default if value is None else int(value)
    return 'INT64_MIN' if value == INT64[0] else f'INT64_C({value})'


def problems_header(contract):
    codes = [f'    PROBLEM_{code.upper()},' for code in contract.problems]
    errors = [f'    FIELD_{code.upper()},' for code in contract.field_errors]
    return '\n'.join([
        BANNER + '#pragma once\n', 'enum problem {', *codes, '    PROBLEM_COUNT,', '};\n',
        'enum field_problem {', *errors, '    FIELD_PROBLEM_COUNT,', '};\n',
        '/* Texts in Chinese and English; retry_after_s 0: no Retry-After. */',
        'struct problem_text {', '    const char *code;', '    unsigned status;',
        '    const char *title;', '    const char *title_en;', '    const char *detail;',
        '    const char *detail_en;', '    unsigned retry_after_s;', '};\n',
        'struct field_problem_text {', '    const char *code;', '    const char *message;',
        '    const char *message_en;', '};\n',
        'extern const struct problem_text problem_texts[PROBLEM_COUNT];',
        'extern const struct field_problem_text field_problem_texts[FIELD_PROBLEM_COUNT];', ''])


def problems_source(contract):
    rows = [f'    {{{quote(code)}, {text["status"]}, {quote(text["title"])}, '
            f'{quote(text["title_en"])}, {quote(text["detail"])}, {quote(text["detail_en"])}, '
            f'{text.get("retry_after", 0)}}},' for code, text in contract.problems.items()]
    errors = [f'    {{{quote(code)}, {quote(text["message"])}, {quote(text["message_en"])}}},'
              for code, text in contract.field_errors.items()]
    return '\n'.join([BANNER + '#include "gen/problems.h"\n',
                      'const struct problem_text problem_texts[PROBLEM_COUNT] = {', *rows, '};\n',
                      'const struct field_problem_text field_problem_texts[FIELD_PROBLEM_COUNT] = {',
                      *errors, '};', ''])


MEMBER_TYPES = {'INTEGER': 'struct input_integer', 'NUMBER': 'struct input_number',
                'BOOLEAN': 'struct input_boolean'}


def inputs(operation):
    """The fields that a handler sees, path before query before body."""
    body = operation.body.children if operation.body else []
    return operation.path_fields + operation.query_fields + body


def members(fields, indent='    '):
    lines = []
    for entry in fields:
        if entry.kind == 'OBJECT':
            lines += [f'{indent}struct {{', f'{indent}    struct str text;',
                      *members(entry.children, indent + '    '), f'{indent}}} {entry.name};']
        else:
            lines.append(f'{indent}{MEMBER_TYPES.get(entry.kind, "struct str")} {entry.name};')
    return lines


def ops_header(contract):
    lines = [BANNER + '#pragma once\n', '#include "api/http/request.h"', '#include "gen/statements.h"']
    for operation in contract.operations:
        lines.append(f'\n/* {operation.method} {operation.path} */')
        if inputs(operation):
            lines += [f'struct {operation.id}_input {{', *members(inputs(operation)), '};']
        if operation.handwritten:
            lines.append(f'struct reply {operation.id}({arguments(operation)});')
            lines += params_lines(operation)
    return '\n'.join(lines) + '\n'


def params_lines(operation):
    """What a handler begins with: its statement's parameters, with the types of this operation."""
    if not operation.bindings:
        return []
    params, passed = f'struct db_{operation.id}_params', 'input' if inputs(operation) else 'NULL'
    return [f'static inline {params} {operation.id}_params({arguments(operation)})', '{',
            f'    {params} params;', f'    request_bind(request, {passed}, &params);', '    return params;', '}']


def arguments(operation):
    if inputs(operation):
        return f'struct request *request, const struct {operation.id}_input *input'
    return 'struct request *request'


class FieldTables:
    """Writes the static tables of one operation's fields, innermost first."""

    def __init__(self, patterns):
        self.patterns = patterns
        self.lines = []
        self.count = 0

    def table(self, owner, fields, place):
        """place: the C path of the struct that holds these fields, None inside lists."""
        if not fields:
            return 'NULL'
        rows = [self.row(owner, entry, place) for entry in fields]
        self.count += 1
        name = f'{owner}_fields_{self.count}'
        self.lines += [f'static const struct field {name}[] = {{', *rows, '};']
        return name

    def row(self, owner, entry, place):
        inner = None if place is None or entry.kind == 'LIST' else f'{place}{entry.name}.'
        children = self.table(owner, entry.children, inner)
        allowed = self.allowed(owner, entry.allowed)
        number = entry.kind == 'NUMBER'
        low = 0 if entry.kind in ('STRING', 'LIST') else INT64[0]
        offset = 'FIELD_NOWHERE' if place is None else \
            f'offsetof(struct {owner}_input, {place}{entry.name})'
        values = [
            quote(entry.name), f'FIELD_{entry.kind}', str(entry.required).lower(),
            str(entry.nullable).lower(), offset,
            integer(None if number else entry.minimum, low),
            integer(None if number else entry.maximum, INT64[1]),
            repr(float(entry.minimum)) if number else '0', repr(float(entry.maximum)) if number else '0',
            str(self.pattern(entry.pattern)), allowed, children, str(len(entry.children)),
            quote(entry.fallback)]
        return f'    {{{", ".join(values)}}},'

    def pattern(self, pattern):
        if pattern is None:
            return -1
        if pattern not in self.patterns:
            self.patterns.append(pattern)
        return self.patterns.index(pattern)

    def allowed(self, owner, allowed):
        if not allowed:
            return 'NULL'
        self.count += 1
        name = f'{owner}_allowed_{self.count}'
        values = ', '.join(quote(value) for value in allowed)
        self.lines.append(f'static const char *const {name}[] = {{{values}, NULL}};')
        return name


def handler_lines(operation):
    """The one call with the right types: a wrong handler does not compile."""
    if not operation.handwritten:
        return [], 'NULL'
    name = f'{operation.id}_call'
    passed = 'request, input' if inputs(operation) else 'request'
    unused = [] if inputs(operation) else ['    (void)input;']
    return [f'static struct reply {name}(struct request *request, const void *input)', '{', *unused,
            f'    return {operation.id}({passed});', '}'], name


def binding_lines(operation):
    if not operation.bindings:
        return [], 'NULL'
    rows = [f'    {{BINDING_{source}, ' + (f'offsetof(struct {operation.id}_input, {name})'
                                           if name else '0') + '},'
            for source, name in operation.bindings]
    return [f'static const struct binding {operation.id}_bindings[] = {{', *rows, '};'], \
        f'{operation.id}_bindings'


def refusal_lines(operation):
    if not operation.refusals:
        return [], 'NULL'
    values = ', '.join(f'PROBLEM_{code.upper()}' for code in operation.refusals)
    return [f'static const enum problem {operation.id}_refusals[] = {{{values}}};'], \
        f'{operation.id}_refusals'


def affinity(operation):
    statement = operation.statement
    if not statement or not statement.get('affinity'):
        return -1
    return [param['name'] for param in statement['params']].index(statement['affinity'])


def roles_array(operation):
    """The roles as PostgreSQL reads a text[]; None where nobody is asked for one."""
    return '{' + ','.join(operation.roles) + '}' if operation.roles else None


def caller_bits(operation):
    bits = [ROLES[role] for role in operation.roles]
    bits += ['PRINCIPAL_MERCHANT'] if operation.scopes is not None else []
    return ' | '.join(bits) or 'PRINCIPAL_PUBLIC'


def operation_row(operation, tables, names):
    segments = [s for s in operation.path.strip('/').split('/') if s]
    wanted = [f'NULL /* {s} */' if s.startswith('{') else quote(s) for s in segments]
    scopes = None if operation.scopes is None else ' '.join(operation.scopes)
    size = f'sizeof(struct {operation.id}_input)' if inputs(operation) else '0'
    statement = f'DB_{operation.id.upper()}' if operation.statement else '-1'
    flag = {True: 'true', False: 'false'}
    return [
        f'    {{.id = {quote(operation.id)}, .method = {quote(operation.method)}, '
        f'.path = {quote(operation.path)},',
        f'     .segments = {{{", ".join(wanted) or "NULL"}}}, .segment_count = {len(segments)},',
        f'     .allowed_roles = {quote(roles_array(operation))}, .resource = {quote(operation.resource)},',
        f'     .key_scopes = {quote(scopes)},',
        f'     .on_operator_port = {flag[operation.operator_port]}, '
        f'.request_class = CLASS_{operation.request_class.upper()},',
        f'     .idempotent = {flag[operation.idempotent]}, .two_person = {flag[operation.two_person]}, '
        f'.takes_body = {flag[operation.body is not None]}, .roles = {caller_bits(operation)},',
        f'     .cache_s = {operation.cache_s}, .success_status = {operation.success},',
        f'     .path_fields = {tables["path"]}, .path_field_count = {len(operation.path_fields)},',
        f'     .query_fields = {tables["query"]}, .query_field_count = {len(operation.query_fields)},',
        f'     .body = {tables["body"]}, .input_size = {size},',
        f'     .handler = {names["handler"]}, .statement = {statement}, '
        f'.bindings = {names["bindings"]}, .affinity = {affinity(operation)},',
        f'     .refusals = {names["refusals"]}, .refusal_count = {len(operation.refusals)}}},']


def body_table(tables, operation):
    if not operation.body:
        return 'NULL'
    children = tables.table(operation.id, operation.body.children, '')
    name = f'{operation.id}_body'
    tables.lines.append(
        f'static const struct field {name} = {{.name = "", .kind = FIELD_OBJECT, .required = true, '
        f'.offset = FIELD_NOWHERE, .pattern = -1, .fields = {children}, '
        f'.field_count = {len(operation.body.children)}}};')
    return name


def ops_source(contract):
    patterns, lines, rows = [], [], []
    for operation in contract.operations:
        tables = FieldTables(patterns)
        names = {'path': tables.table(operation.id, operation.path_fields, ''),
                 'query': tables.table(operation.id, operation.query_fields, '')}
        body = body_table(tables, operation)
        names['body'] = body if body == 'NULL' else f'&{body}'
        handler, handler_name = handler_lines(operation)
        bindings, bindings_name = binding_lines(operation)
        refusals, refusals_name = refusal_lines(operation)
        lines += [f'\n/* {operation.id} */', *tables.lines, *handler, *bindings, *refusals]
        rows += operation_row(operation, names, {'handler': handler_name, 'bindings': bindings_name,
                                                 'refusals': refusals_name})
    return '\n'.join([
        BANNER + '#include "api/http/operation.h"', '#include "gen/ops.h"',
        '#include "gen/statements.h"', *lines, '\nconst struct operation operations[] = {', *rows, '};',
        'const unsigned operation_count = sizeof(operations) / sizeof(operations[0]);\n',
        'const char *const operation_patterns[] = {',
        *[f'    {quote(pattern)},' for pattern in patterns], '    NULL,', '};',
        f'const unsigned operation_pattern_count = {len(patterns)};', ''])


def bytes_array(name, data):
    rows = [','.join(str(b) for b in data[i:i + 64]) for i in range(0, len(data), 64)]
    return [f'static const unsigned char {name}_bytes[] = {{', ',\n'.join(rows), '};',
            f'const struct str {name} = {{(const char *){name}_bytes, sizeof({name}_bytes)}};\n']


def problems_page(contract, template):
    """The page with one entry for each problem, where the problem's type URI leads."""
    entries = [f'    <dt id="{code}">{text["status"]} <code>{code}</code> '
               f'{html.escape(text["title"])} <span lang="en">{html.escape(text["title_en"])}</span>'
               f'</dt>\n    <dd>{html.escape(text["detail"])} '
               f'<span lang="en">{html.escape(text["detail_en"])}</span></dd>'
               for code, text in contract.problems.items()]
    return template.replace('<!-- problems -->', '\n'.join(entries))


def spec_source(contract, text, docs, problems):
    as_json = json.dumps(contract.document, ensure_ascii=False, separators=(',', ':'))
    return '\n'.join([BANNER + '#include "gen/spec.h"\n', *bytes_array('spec_yaml_text', text),
                      *bytes_array('spec_json_text', as_json.encode()),
                      *bytes_array('spec_docs_text', docs),
                      *bytes_array('spec_problems_text', problems_page(contract, problems).encode())])


def spec_header():
    return BANNER + '''#pragma once

#include "api/str.h"

/* The contract as it was compiled, byte for byte, and the pages that show it. */
extern const struct str spec_yaml_text;
extern const struct str spec_json_text;
extern const struct str spec_docs_text;
extern const struct str spec_problems_text;
'''


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    for name in ('contract', 'statements', 'docs', 'problems', 'out'):
        parser.add_argument(f'--{name}', required=True, type=pathlib.Path)
    options = parser.parse_args()
    text = options.contract.read_bytes()
    try:
        contract = Contract(text, json.loads(options.statements.read_text()))
    except ContractError as error:
        sys.exit(f'{options.contract}: {error}')
    options.out.mkdir(parents=True, exist_ok=True)
    files = {'problems.h': problems_header(contract), 'problems.c': problems_source(contract),
             'ops.h': ops_header(contract), 'ops.c': ops_source(contract),
             'spec.h': spec_header(),
             'spec.c': spec_source(contract, text, options.docs.read_bytes(),
                                     options.problems.read_text())}
    for name, content in files.items():
        (options.out / name).write_text(content)


if __name__ == '__main__':
    main()
