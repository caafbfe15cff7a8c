"""The page at /map as data: every file of it, byte for byte, the scripts as one."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).parent.parent.parent
PAGE = ROOT / 'api/map'


def embedded(folder, name):
    numbers = (folder / 'map.c').read_text().split(f'{name}_bytes[] = {{')[1].split('}')[0]
    return bytes(int(n) for n in numbers.replace('\n', '').split(','))


def test_map_is_embedded_whole(tmp_path):
    subprocess.run([sys.executable, ROOT / 'api/map2c.py', '--from', PAGE, '--out', tmp_path], check=True)
    for name, file in (('page', 'page.html'), ('style', 'page.css'), ('worker', 'worker.js')):
        assert embedded(tmp_path, f'map_{name}_text') == (PAGE / file).read_bytes()
    script = embedded(tmp_path, 'map_script_text').decode()
    for part in PAGE.glob('*'):
        if part.name not in ('page.html', 'page.css', 'worker.js'):
            assert script.count(part.read_text()) == 1, part.name
    assert script.startswith("'use strict';\n(() => {\n") and script.endswith('})();\n')
