"""Configuration: objects as plain data that JSON can hold, in Keras' shape, and made anew from it.

config = Dense(3, activation="relu").get_config()      # {"name": "dense", "units": 3, ...}
form = serialize_keras_object(Adam(0.01))              # {"class_name": "Adam", "config": {...}, ...}
optimizer = deserialize_keras_object(form)
"""

from __future__ import annotations

from nn.configuration.custom import (
    CustomObjectScope,
    custom_object_scope,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
)
from nn.configuration.forms import deserialize_keras_object, serialize_keras_object
from nn.configuration.kept import Configured

__all__ = [
    "Configured", "CustomObjectScope", "custom_object_scope", "deserialize_keras_object", "get_custom_objects",
    "get_registered_name", "get_registered_object", "register_keras_serializable", "serialize_keras_object",
]  # fmt: skip
