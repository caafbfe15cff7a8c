"""Are the ports free that the server will listen on?

ports.py HOST_VARIABLE PORT_VARIABLE ...: says in a sentence which one is not, and exits with 1.
"""

import errno
import os
import socket
import sys


def complaint(host_variable, port_variable):
    """None if the port can be listened on, else a sentence."""
    host, port = os.environ[host_variable], os.environ[port_variable]
    if not port.isdigit() or not 0 < int(port) < 65536:
        return f"{port_variable}: '{port}' is not a port (1 to 65535)."
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, int(port)))
            listener.listen()
            return None
        except OSError as error:
            return sentence(error, (host, port), (host_variable, port_variable))


def sentence(error, place, variables):
    """What went wrong with the place, and which variable chooses another."""
    host, port = place
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} on {host} is in use by another program: stop it, or choose another port, "
            f"for example {variables[1]}={int(port) % 64000 + 1010} ./dev run"
        )
    if error.errno == errno.EACCES:
        return f"port {port} needs root: choose one from 1024 in {variables[1]}."
    return f"{variables[0]}={host} is not an address of this machine."


def main(names):
    pairs = zip(names[::2], names[1::2], strict=True)
    for words in filter(None, (complaint(*pair) for pair in pairs)):
        print(f"dev: {words}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
