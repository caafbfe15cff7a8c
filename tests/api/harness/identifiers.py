"""Chinese identifiers that are valid and nobody's: made here by the standards' rules, not by ours."""
from datetime import date, timedelta

from hypothesis import strategies as st

PROVINCES = ("11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63"
             " 64 65 71 81 82 83").split()
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_AUTHORITIES = ("11 12 13 19 21 29 31 32 33 34 35 39 41 49 51 52 53 59 61 62 69 71 72 79 81 89"
                      " 91 92 93 A1 A9 N1 N2 N3 N9 Y1").split()


def id_number(area, born, sequence):
    """GB 11643-1999: area has 6 digits, born is a date, sequence 0 to 999."""
    digits = f"{area}{born:%Y%m%d}{sequence:03}"
    total = sum(int(digit) * pow(2, 17 - at, 11) for at, digit in enumerate(digits))
    return digits + "10X98765432"[total % 11]


def resident(number):
    """The ID number of the demo's resident of that number: a different one for each, up to a million."""
    return id_number("320706", date(1960, 1, 1) + timedelta(days=number // 1000), number % 1000)


def mobile(number):
    """A number of a range of its own, up to a hundred million."""
    return f"199{number:08}"


def credit_code(authority, area, number):
    """GB 32100-2015: number counts within the authority and area, up to a hundred million."""
    code = f"{number:08}"
    check = 11 - sum(int(digit) * weight
                     for digit, weight in zip(code, (3, 7, 9, 10, 5, 8, 4, 2))) % 11
    text = f"{authority}{area}{code}{'0123456789X0'[check]}"
    total = sum(CREDIT_ALPHABET.index(c) * pow(3, at, 31) for at, c in enumerate(text))
    return text + CREDIT_ALPHABET[-total % 31]


def spaced(number):
    return f"{number[:3]} {number[3:7]} {number[7:]}"


STRATEGIES = {
    "cn-id-number": st.one_of(
        st.builds(id_number, st.builds("{}{:04}".format, st.sampled_from(PROVINCES),
                                       st.integers(0, 9999)),
                  st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999)),
        st.sampled_from(["11010519491231002x", "32070619900307004X", "440524188001010014"])),
    "cn-mobile": st.one_of(
        st.builds("1{}{:09}".format, st.integers(3, 9), st.integers(0, 10**9 - 1)),
        st.integers(0, 10**8 - 1).map(lambda number: spaced(mobile(number))),
        st.integers(0, 10**8 - 1).map(lambda number: "+86 " + mobile(number))),
    "cn-credit-code": st.builds(
        credit_code, st.sampled_from(CREDIT_AUTHORITIES),
        st.integers(0, 999999).map("{:06}".format), st.integers(0, 10**8 - 1)),
}

# By format: the code of the error, and what gets it.
BROKEN = {
    "cn-id-number": ("id_number_invalid", [
        "", "320706199003070016", "32070619900307015", "320706199002300018", "320706190002290015",
        "320706209901010010", "文" * 18, "3207061990030700 15"]),
    "cn-mobile": ("mobile_invalid", [
        "", "1381234123", "12812341234", "+1 13812341234", "１３８１２３４１２３４", "138.1234.1234",
        "0086 13812341234", "1" * 400]),
    "cn-credit-code": ("credit_code_invalid", [
        "", "91110000101623741L", "91350211M0000XUF46", "9111000010162374", "I1110000101623741K",
        "90110000101623741K"]),
}
