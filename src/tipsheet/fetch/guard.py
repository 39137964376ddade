"""Which network addresses we may connect to.

The check runs on the address of the very socket that is about to connect, so a name
that answers differently the second time, a literal, a redirect and every disguised
spelling meet the same list. Our own list, because `ipaddress.is_global` of Python 3.11
calls NAT64 addresses global and its tables are older than the registries.
Source: IANA special-purpose address registries (IPv4, IPv6), read 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

_PRIVATE_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",
            "100.64.0.0/10",  # carrier-grade NAT
            "127.0.0.0/8",
            "169.254.0.0/16",  # link local; cloud metadata lives here
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",
        ),
    )
)
# Everything of IPv6 outside global unicast is refused; these are refused inside it.
_GLOBAL_V6 = IPv6Network("2000::/3")
_PRIVATE_V6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # IETF protocols, Teredo among them
            "2001:db8::/32",
            "2002::/16",  # 6to4: carries any IPv4 address
            "3fff::/20",
        ),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")


@lru_cache(maxsize=4096)
def is_public(address: str) -> bool:
    """Whether a numeric address belongs to the open Internet.

    IPv4-mapped and NAT64 addresses are judged by the IPv4 address inside them.
    Anything that is not a numeric address is not public.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or (IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
        if inner is None:
            return ip in _GLOBAL_V6 and not any(ip in n for n in _PRIVATE_V6)
        ip = inner
    return not any(ip in n for n in _PRIVATE_V4)


def network_of(address: str) -> str:
    """The network an editor would allow for a private address; "" for those nobody's servers have.

    Link-local addresses are among these: a machine's own secrets are told there.
    """
    ip = ip_address(address.partition("%")[0].strip("[]"))
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if ip.is_link_local or ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        return ""
    if ip.is_loopback:
        return "127.0.0.0/8" if ip.version == 4 else "::1/128"
    return str(ip_network(f"{ip}/{24 if ip.version == 4 else 64}", strict=False))


def networks(names: Iterable[str]) -> tuple[Network, ...]:
    """The editor's allow list as networks; raises `ValueError` for a name that is none."""
    return tuple(ip_network(n, strict=False) for n in names)


@lru_cache(maxsize=4096)
def is_allowed(address: str, allowed: tuple[Network, ...]) -> bool:
    """Public, or inside a network the editor allows by name."""
    if is_public(address):
        return True
    if not allowed:
        return False
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return any(ip.version == n.version and ip in n for n in allowed)


@lru_cache(maxsize=4096)
def is_literal(host: str) -> bool:
    """Whether a host (as a browser dials it) is a numeric address, not a name."""
    if ":" not in host and not host[-1:].isdigit():
        return False  # after the WHATWG parser, an IPv4 address is dotted decimal
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
