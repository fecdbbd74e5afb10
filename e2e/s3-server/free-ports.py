"""Prints the first of 111 neighbouring ports that nobody listens on, below those that the kernel gives to clients: what radosgw.sh takes."""
import random
import socket

COUNT = 111


def is_free(port):
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


while True:
    first = random.randrange(15000, 31000)
    if all(is_free(first + number) for number in range(COUNT)):
        print(first)
        break
