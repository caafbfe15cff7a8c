"""The release binary is as hard as compiler and linker can make it, and these checks would notice."""
import functools
import json
import os
import shlex
import subprocess

import pytest

import elf
import release

WANTED = ["-Wall", "-Wextra", "-Werror", "-Wformat=2", "-Wconversion", "-Wimplicit-fallthrough",
          "-Werror=format-security", "-Werror=implicit", "-Werror=incompatible-pointer-types",
          "-Werror=int-conversion", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=3",
          "-fstack-clash-protection", "-fstack-protector-strong", "-fPIE", "-fexceptions",
          "-fno-delete-null-pointer-checks", "-fno-strict-overflow", "-fno-strict-aliasing"]
# Not every compiler knows these, nor every processor.
WANTED_IF_KNOWN = ["-Wtrampolines", "-Wbidi-chars=any", "-ftrivial-auto-var-init=zero",
                   "-fzero-init-padding-bits=all", "-fstrict-flex-arrays=3",
                   "-fcf-protection=full", "-mbranch-protection=standard"]
LINKED = "-pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code"
SAMPLE = """
#include <stdio.h>
#include <string.h>
int main(int count, char **words)
{
    char text[64], copy[32];
    snprintf(text, (size_t)count * 8, "%s", words[0]);
    memcpy(copy, text, (size_t)count);
    return puts(copy);
}
"""
WRITABLE_CODE = '__asm__(".section .both,\\"awx\\"\\n.long 0\\n.text\\n");\n'
FIXED_ADDRESS_IN_TEXT = '__asm__(".text\\n.quad main\\n");\n'


@functools.cache
def is_known(compiler, flag):
    return subprocess.run([compiler, "-Werror", flag, "-c", "-x", "c", "-o", os.devnull, os.devnull],
                          capture_output=True, check=False).returncode == 0


def commands():
    """(file, words of its compiler's command) of everything that the binary is made of."""
    with open(release.COMMANDS, encoding="utf-8") as file:
        entries = json.load(file)
    made_of = [(entry["file"], shlex.split(entry["command"])) for entry in entries
               if "/tests/" not in entry["file"]]
    assert len(made_of) > 40, "the compile commands are not those of the program"
    return made_of


def lacking(words):
    """Wanted flags that the command does not have."""
    known = [flag for flag in WANTED_IF_KNOWN if is_known(words[0], flag)]
    found = [flag for flag in WANTED + known if flag not in words]
    if not found and words.index("-U_FORTIFY_SOURCE") > words.index("-D_FORTIFY_SOURCE=3"):
        found = ["-D_FORTIFY_SOURCE=3 after -U_FORTIFY_SOURCE"]
    optimised = [word for word in words if word.startswith("-O")]
    return found + ([] if optimised and optimised[-1] in ("-O2", "-O3") else ["-O2"])


def build(folder, source=SAMPLE, flags="", linked=""):
    """A small program with the release's flags, and these after them."""
    words = commands()[0][1]
    protecting = [flag for flag in words if flag.startswith(("-f", "-m", "-D_F", "-U_F", "-O"))]
    shadow = ["-Wl,-z,shstk"] if elf.ON_X86_64 else []
    path = str(folder / "sample")
    made = subprocess.run(
        [words[0], "-x", "c", "-", "-o", path, *protecting, *LINKED.split(), *shadow,
         *flags.split(), *linked.split()], input=source, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return path


def test_release_binary_passes_every_check():
    assert not elf.missing(release.BINARY)


def test_everything_is_compiled_with_every_flag():
    without = {file: lacking(words) for file, words in commands() if lacking(words)}
    assert not without


def test_a_flag_that_is_taken_away_is_missed():
    words = commands()[0][1]
    for flag in WANTED:
        assert lacking([word for word in words if word != flag])[:1] == [flag]
    assert lacking(words + ["-O0"]) == ["-O2"]


def test_a_sample_with_the_same_flags_passes(tmp_path):
    assert not elf.missing(build(tmp_path))


@pytest.mark.parametrize("check, change", [
    ("is_position_independent", {"flags": "-fno-pie", "linked": "-no-pie"}),
    ("has_relocations_read_only", {"linked": "-Wl,-z,norelro"}),
    ("binds_at_start", {"linked": "-Wl,-z,lazy"}),
    ("has_plain_stack", {"linked": "-Wl,-z,execstack"}),
    ("keeps_writable_and_executable_apart", {"source": SAMPLE + WRITABLE_CODE}),
    ("leaves_text_alone", {"source": SAMPLE + FIXED_ADDRESS_IN_TEXT, "linked": "-Wl,-z,notext"}),
    ("has_no_search_path", {"linked": "-Wl,-rpath,/opt/lib"}),
    ("guards_stacks", {"flags": "-fno-stack-protector"}),
    ("checks_buffers", {"flags": "-U_FORTIFY_SOURCE"}),
    pytest.param("keeps_shadow_stacks", {"flags": "-fcf-protection=none"},
                 marks=pytest.mark.skipif(not elf.ON_X86_64, reason="of x86-64")),
])
def test_a_sample_without_it_does_not_pass(check, change, tmp_path):
    assert check in elf.missing(build(tmp_path, **change))


def test_a_sample_without_any_flag_fails_nearly_all(tmp_path):
    path = str(tmp_path / "bare")
    subprocess.run(["gcc", "-x", "c", "-", "-o", path, "-no-pie", "-Wl,-z,norelro,-z,lazy"],
                   input=SAMPLE, text=True, check=True)
    assert {"is_position_independent", "has_relocations_read_only", "binds_at_start",
            "guards_stacks", "checks_buffers"} <= set(elf.missing(path))
