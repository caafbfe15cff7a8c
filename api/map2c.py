#!/usr/bin/python3
"""Turns the files of the page at /map into C data, the scripts joined into one. Output is bytes, never behaviour.

usage: map2c.py --from DIR --out DIR
"""
import argparse
import pathlib

from openapi2c import bytes_array

BANNER = '/* Made from the files of the page at /map by map2c.py, never to be edited. */\n'
# In this order: each uses what stands before it.
SCRIPTS = ('words.js', 'place.js', 'source.js', 'tiles.js', 'plane.js', 'hand.js', 'panel.js', 'coverage.js', 'main.js')


def script(folder):
    """One script whose names are its own."""
    parts = [(folder / name).read_text() for name in SCRIPTS]
    return "'use strict';\n(() => {\n" + '\n'.join(parts) + '})();\n'


def contents(folder):
    """What is served, by the name it has in C."""
    return {'map_page_text': (folder / 'page.html').read_bytes(), 'map_style_text': (folder / 'page.css').read_bytes(),
            'map_script_text': script(folder).encode(), 'map_worker_text': (folder / 'worker.js').read_bytes()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--from', required=True, type=pathlib.Path, dest='folder')
    parser.add_argument('--out', required=True, type=pathlib.Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    texts = contents(options.folder)
    (options.out / 'map.h').write_text('\n'.join([
        BANNER + '#pragma once\n', '#include "api/str.h"\n', '/* The page at /map, its style, script and worker. */',
        *[f'extern const struct str {name};' for name in texts], '']))
    arrays = [line for name, data in texts.items() for line in bytes_array(name, data)]
    (options.out / 'map.c').write_text('\n'.join([BANNER + '#include "gen/map.h"\n', *arrays]))


if __name__ == '__main__':
    main()
