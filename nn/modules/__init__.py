from typing import TYPE_CHECKING

from autograd import load_later

if TYPE_CHECKING:
    from nn.modules import misspelt
else:
    __getattr__, __dir__ = load_later(globals(), {".misspelt": ""})

__all__ = ["misspelt"]
