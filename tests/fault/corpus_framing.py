"""Where a message ends: lengths, transfer codings, chunks, and requests hidden behind them."""
from corpus import HIDDEN, ROUTE, case, get, lines, post

SIZE = len(HIDDEN)
CHUNKED = "Transfer-Encoding: chunked"
LAST = b"0\r\n\r\n"
REFUSED = "400 closed"
# The edge refuses in its own words, or the API does; a refusal by HAProxy's parser is a 422 when it
# does not know the transfer coding.
EDGE = "400 closed | 400 open"
# The message was whole for HAProxy and refused; what is hidden is then a request of its own.
WHOLE = EDGE + " | 400 404 open"


def chunk(body):
    return f"{len(body):x}\r\n".encode() + body + b"\r\n" + LAST


def padded(count, *last):
    """A POST with so many headers, the last of which are given."""
    fillers = [f"X-{number}: y" for number in range(count - 1 - len(last))]
    return lines("POST /v1/auth/demo HTTP/1.1", "Host: x", *fillers, *last, body=HIDDEN)


LENGTHS = [
    *(case(f"length {text!r}", post(f"Content-Length: {text}", body=b"{}" + HIDDEN), REFUSED, EDGE)
      for text in ("+2", "-2", "-0", "2.0", "2e0", "0x2", "2Z", "2 2", "2;", "", '"2"', "two",
                   "\xb2", "9" * 30, "0b10", "2,", ",2", "2_0", "-")),
    # HAProxy 3.0 hands it on as 2.
    case("length '02'", post("Content-Length: 02", body=b"{}" + HIDDEN), REFUSED,
         WHOLE + " | 422 404 open"),
    # RFC 9110, 8.6 lets an intermediary make one of equal lengths.
    *(case(f"length {text!r}", post(f"Content-Length: {text}", body=b"{}" + HIDDEN), REFUSED,
           "422 404 open | 400 closed") for text in ("2,2", "2, 2")),
    case("length '1 ,1'", post("Content-Length: 1 ,1", body=b"{}" + HIDDEN), REFUSED,
         "400 400 closed | 400 closed"),
    # HAProxy 2.6 counts modulo 2^64 here; nothing behind it may do so.
    *(case(f"length {text!r}", post(f"Content-Length: {text}", body=b"{}" + HIDDEN), REFUSED,
           "413 open | 413 closed | 413 404 open | 400 closed")
      for text in ("4294967298", "9" * 10, "9" * 19, "18446744073709551618",
                   "36893488147419103234"))]

LENGTH_PAIRS = [
    case("two lengths", post("Content-Length: 2", "Content-Length: 40", body=b"{}" + HIDDEN),
         REFUSED, EDGE),
    case("two lengths, hidden in the second",
         post("Content-Length: 0", f"Content-Length: {SIZE}", body=HIDDEN), REFUSED, EDGE),
    case("two lengths, hidden in the first",
         post(f"Content-Length: {SIZE}", "Content-Length: 0", body=HIDDEN), REFUSED, EDGE),
    case("two equal lengths", post("Content-Length: 2", "Content-Length: 2"), REFUSED,
         "422 open | 400 closed"),
    case("two lengths, one of them in other letters",
         post("Content-Length: 2", "CONTENT-LENGTH: 3"), REFUSED, EDGE),
    case("length on GET", get(f"Content-Length: {SIZE}", body=HIDDEN), REFUSED, EDGE),
    case("length on HEAD", get(f"Content-Length: {SIZE}", method="HEAD", body=HIDDEN),
         REFUSED, EDGE),
    case("length on DELETE", get(f"Content-Length: {SIZE}", method="DELETE", body=HIDDEN),
         REFUSED, EDGE),
    case("length on OPTIONS", get(f"Content-Length: {SIZE}", method="OPTIONS", body=HIDDEN),
         REFUSED, EDGE),
    case("length 0 on GET", get("Content-Length: 0"), "200 open"),
    case("length with blanks around", post("Content-Length:   2"), "422 open"),
    case("length with a blank behind", post("Content-Length: 2 "), REFUSED, "422 open"),
    case("length with a tab before", post("Content-Length:\t2"), REFUSED, "422 open"),
    case("length in a name with underscore", post("Content_Length: 40", "Content-Length: 2"),
         "422 open", "400 open"),
    case("length that Connection calls hop-by-hop",
         post("Connection: Content-Length, keep-alive", "Content-Length: 2"), "422 open"),
    case("length missing, body there", post(body=HIDDEN), "422 404 open"),
    case("length shorter than the body", post("Content-Length: 0", body=HIDDEN), "422 404 open"),
]

CODINGS = [
    case("length and chunked", post(f"Content-Length: {SIZE}", CHUNKED, body=LAST + HIDDEN),
         REFUSED, EDGE),
    case("chunked and length", post(CHUNKED, "Content-Length: 5", body=LAST + HIDDEN),
         REFUSED, EDGE),
    case("length 0 and chunked with a hidden chunk",
         post("Content-Length: 0", CHUNKED, body=chunk(HIDDEN)), REFUSED, EDGE),
    case("chunked", post(CHUNKED, body=chunk(b"{}")), REFUSED, EDGE),
    case("chunked on GET", get(CHUNKED, body=chunk(HIDDEN)), REFUSED, EDGE),
    case("chunked on HTTP/1.0",
         lines("POST /v1/auth/demo HTTP/1.0", "Host: x", CHUNKED, body=LAST + HIDDEN),
         REFUSED, EDGE),
    case("chunked in a folded line",
         post("Transfer-Encoding:\r\n chunked", body=LAST + HIDDEN), REFUSED, WHOLE),
    case("chunked behind a blank before the colon",
         post("Transfer-Encoding : chunked", "Content-Length: 5", body=LAST + HIDDEN),
         REFUSED, EDGE),
    *(case(f"coding {text!r}",
           post(f"Transfer-Encoding: {text}", "Content-Length: 5", body=LAST + HIDDEN),
           REFUSED, EDGE + " | 422 closed")
      for text in ("identity", "xchunked", "chunkedx", " chunked", "\tchunked", "chunked, identity",
                   "identity, chunked", "chunked, chunked", "gzip, chunked", "gzip", "CHUNKED", "",
                   "chunked;q=1", '"chunked"', ",chunked", "chunked,", "\x0bchunked", "chunk\xe9d",
                   "x\x00chunked")),
    case("two codings", post(CHUNKED, "Transfer-Encoding: identity", body=LAST + HIDDEN),
         REFUSED, EDGE),
    case("two codings, cow", post("Transfer-Encoding: cow", CHUNKED, body=LAST + HIDDEN),
         REFUSED, EDGE + " | 422 closed"),
    case("coding in a name with underscore",
         post("Transfer_Encoding: chunked", "Content-Length: 2"), "422 open", "400 open"),
    case("coding in a name with a control", post("Transfer-Encoding\x0b: chunked",
                                                 "Content-Length: 5", body=LAST + HIDDEN),
         REFUSED, EDGE),
    case("TE asks for trailers", get("TE: trailers"), "200 open"),
]

CHUNKS = [
    case(name, post(CHUNKED, body=body + HIDDEN), REFUSED, WHOLE) for name, body in {
        "chunk extension": b"2;a=b\r\n{}\r\n" + LAST,
        "chunk extension with a line feed": b"2;a\nb\r\n{}\r\n" + LAST,
        "chunk extension without end": b"2;" + b"a" * 5000 + b"\r\n{}\r\n" + LAST,
        "chunk size beyond 64 bits": b"fffffffffffffffff\r\n{}\r\n" + LAST,
        "chunk size of 64 bits": b"ffffffffffffffff\r\n{}\r\n" + LAST,
        "chunk size of 32 bits and 2": b"100000002\r\n{}\r\n" + LAST,
        "chunk size with 0x": b"0x2\r\n{}\r\n" + LAST,
        "chunk size with a sign": b"+2\r\n{}\r\n" + LAST,
        "chunk size negative": b"-2\r\n{}\r\n" + LAST,
        "chunk size with a blank": b"2 \r\n{}\r\n" + LAST,
        "chunk size in a folded line": b"\r\n 2\r\n{}\r\n" + LAST,
        "chunk size with an underscore": b"0_2\r\n{}\r\n" + LAST,
        "chunk size empty": b"\r\n{}\r\n" + LAST,
        "chunk without its CR LF": b"2\r\n{}" + LAST,
        "chunk with other bytes at its end": b"2\r\n{}XX" + LAST,
        "chunk lines with bare LF": b"2\n{}\n0\n\n",
        "chunk line with a bare CR": b"2\r{}\r\n" + LAST,
        "chunk size 000": b"000\r\n\r\n",
        "trailer": b"2\r\n{}\r\n0\r\nX-Trailer: y\r\n\r\n",
        "trailer with a length": b"2\r\n{}\r\n0\r\nContent-Length: 40\r\n\r\n",
        "trailer with a coding": b"2\r\n{}\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "trailer without colon": b"2\r\n{}\r\n0\r\nnonsense\r\n\r\n",
        "trailer with a NUL": b"2\r\n{}\r\n0\r\nX: \0\r\n\r\n",
    }.items()]

FORGOTTEN = [
    case("length after a folded line",
         post(" folded", f"Content-Length: {SIZE}", body=HIDDEN), REFUSED,
         "400 closed | 400 open | 422 open"),
    case("length after a line folded with a tab",
         post("X: y", "\tfolded", f"Content-Length: {SIZE}", body=HIDDEN), REFUSED,
         "400 closed | 400 open | 422 open"),
    case("length after an empty name", post(": x", f"Content-Length: {SIZE}", body=HIDDEN),
         REFUSED, EDGE),
    case("length after a name of a blank", post(" : x", f"Content-Length: {SIZE}", body=HIDDEN),
         REFUSED, EDGE + " | 422 open"),
    case("length after a line without colon",
         post("nonsense", f"Content-Length: {SIZE}", body=HIDDEN), REFUSED, EDGE),
    case("length in a folded line", post("X: y\r\n Content-Length: 0", f"Content-Length: {SIZE}",
                                         body=HIDDEN), REFUSED, "400 closed | 400 open | 422 open"),
    case("length behind a blank before the colon",
         post(f"Content-Length : {SIZE}", body=HIDDEN), REFUSED, EDGE),
    case("length behind a tab before the colon",
         post(f"Content-Length\t: {SIZE}", body=HIDDEN), REFUSED, EDGE),
    case("length behind bare CR", post(f"X: y\rContent-Length: {SIZE}", body=HIDDEN), REFUSED,
         EDGE),
    case("length behind bare LF", post(f"X: y\nContent-Length: {SIZE}", body=HIDDEN), REFUSED,
         "400 closed | 400 open | 422 open"),
    case("length behind NUL", post(f"X: y\0Content-Length: {SIZE}", body=HIDDEN), REFUSED, WHOLE),
    case("length as the 60th header", padded(60, f"Content-Length: {SIZE}"), "431 closed",
         "431 closed | 431 open | 400 closed"),
    case("length as the 65th header", padded(65, f"Content-Length: {SIZE}"), "431 closed",
         "431 closed | 431 open | 400 closed"),
    case("length as the 66th header", padded(66, f"Content-Length: {SIZE}"), "431 closed",
         "431 closed | 431 open | 400 closed"),
    case("coding as the 65th header", padded(65, CHUNKED), "431 closed",
         "431 closed | 431 open | 400 closed"),
    case("length after 102 headers", padded(102, f"Content-Length: {SIZE}"), "431 closed",
         "431 closed | 431 open | 400 closed"),
    case("head ends early", lines(f"GET {ROUTE} HTTP/1.1", "Host: x", "") + b"X: y\r\n\r\n",
         "200 400 closed"),
]

CASES = LENGTHS + LENGTH_PAIRS + CODINGS + CHUNKS + FORGOTTEN
