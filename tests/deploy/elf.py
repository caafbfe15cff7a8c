"""What an ELF file says of its own hardening, read with binutils."""
import platform
import re
import subprocess

ON_X86_64 = platform.machine() in ("x86_64", "AMD64")


def said_by(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class Executable:
    """One file, read once."""

    def __init__(self, path):
        self.header = said_by("readelf", "-hW", path)
        self.segments = re.findall(r"^  ([A-Z_]+) +(?:0x\w+ +){5}([RWE ]{3})",
                                   said_by("readelf", "-lW", path), re.M)
        self.dynamic = said_by("readelf", "-dW", path)
        self.notes = said_by("readelf", "-nW", path)
        self.imports = said_by("nm", "-D", "--undefined-only", path)
        self.main = said_by("objdump", "-d", "--no-show-raw-insn", "--disassemble=main", path)

    def flags_of(self, kind):
        return [flags for found, flags in self.segments if found == kind]

    def dynamic_flags(self):
        return " ".join(re.findall(r"\(FLAGS(?:_1)?\) +(.*)", self.dynamic)).split()


def is_position_independent(file):
    return "DYN" in file.header and "PIE" in file.dynamic_flags()


def has_relocations_read_only(file):
    return len(file.flags_of("GNU_RELRO")) == 1


def binds_at_start(file):
    return "BIND_NOW" in file.dynamic_flags() and "NOW" in file.dynamic_flags()


def has_plain_stack(file):
    return [flags.strip() for flags in file.flags_of("GNU_STACK")] == ["RW"]


def keeps_writable_and_executable_apart(file):
    loaded = file.flags_of("LOAD")
    return bool(loaded) and not any("W" in flags and "E" in flags for flags in loaded)


def leaves_text_alone(file):
    return "TEXTREL" not in file.dynamic


def has_no_search_path(file):
    return "(RPATH)" not in file.dynamic and "(RUNPATH)" not in file.dynamic


def guards_stacks(file):
    return "__stack_chk_fail" in file.imports


def checks_buffers(file):
    checked = re.findall(r"__(\w+)_chk\b", file.imports)
    return {"snprintf", "memcpy"} <= set(checked)


def keeps_shadow_stacks(file):
    """The note that all parts of it may run with one, and landing pads for indirect calls."""
    if not ON_X86_64:
        return True
    return bool(re.search(r"x86 feature:.*SHSTK", file.notes)) and "endbr64" in file.main


CHECKS = (is_position_independent, has_relocations_read_only, binds_at_start, has_plain_stack,
          keeps_writable_and_executable_apart, leaves_text_alone, has_no_search_path, guards_stacks,
          checks_buffers, keeps_shadow_stacks)


def missing(path):
    """Names of the checks that the file does not pass."""
    file = Executable(path)
    return [check.__name__ for check in CHECKS if not check(file)]
