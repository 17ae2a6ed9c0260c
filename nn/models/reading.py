"""Reading models from their configurations."""

from __future__ import annotations

import json
from typing import Any

from autograd import name_owner
from nn.configuration.forms import deserialize_keras_object


@name_owner
def model_from_json(json_string: str, custom_objects: dict[str, Any] | None = None) -> Any:
    """The model that `to_json` described, here or in Keras; its weights start anew, and it is not compiled.

    json_string: the text. custom_objects: classes and functions of your own by name (default None).
    Raises ValueError for text that is no JSON, or names a class that is not known.

    >>> from nn import Dense, Sequential
    >>> model_from_json(Sequential([Dense(3, input_shape=(2,))]).to_json()).count_params()
    9
    """
    try:
        form = json.loads(json_string)
    except (TypeError, ValueError) as error:
        raise ValueError(f"model_from_json takes what model.to_json() gives: {error}") from None
    return deserialize_keras_object(form, custom_objects)
