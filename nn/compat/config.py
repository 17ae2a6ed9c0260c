"""tf.config: what programs ask about devices. There is one, the CPU, and nothing to set about it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, NamedTuple


class PhysicalDevice(NamedTuple):
    """A device: its name and its kind.

    >>> list_physical_devices()[0].device_type
    'CPU'
    """

    name: str
    device_type: str


DEVICES = [PhysicalDevice("/physical_device:CPU:0", "CPU")]


def list_physical_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The devices of a kind; [] for "GPU", which is never used.

    device_type=None: "CPU" or "GPU", None for all.

    >>> list_physical_devices("GPU")
    []
    """
    return [device for device in DEVICES if device_type in (None, device.device_type)]


def run_functions_eagerly(run_eagerly: Any) -> None:
    """Nothing changes: functions always run as they are.

    run_eagerly: taken for TensorFlow's sake.

    >>> run_functions_eagerly(True)
    """


list_logical_devices = get_visible_devices = list_physical_devices
experimental = SimpleNamespace(list_physical_devices=list_physical_devices)
