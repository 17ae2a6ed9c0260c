"""What happens around epochs and batches while a model trains. Names and arguments are Keras 3's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd import load_later
from nn.aliases import find
from nn.callbacks.callback import Callback, CallbackList, Logs
from nn.callbacks.history import History
from nn.callbacks.terminate_on_nan import TerminateOnNaN

if TYPE_CHECKING:
    from nn.callbacks.backup_and_restore import BackupAndRestore
    from nn.callbacks.csv_logger import CSVLogger
    from nn.callbacks.early_stopping import EarlyStopping
    from nn.callbacks.lambda_callback import LambdaCallback
    from nn.callbacks.learning_rate_scheduler import LearningRateScheduler
    from nn.callbacks.model_checkpoint import ModelCheckpoint
    from nn.callbacks.reduce_lr_on_plateau import ReduceLROnPlateau
    from nn.callbacks.remote_monitor import RemoteMonitor
    from nn.callbacks.swap_ema_weights import SwapEMAWeights
    from nn.callbacks.tensorboard import TensorBoard
else:
    __getattr__, __dir__ = load_later(globals(), {
        ".backup_and_restore": "BackupAndRestore", ".csv_logger": "CSVLogger", ".early_stopping": "EarlyStopping",
        ".lambda_callback": "LambdaCallback", ".learning_rate_scheduler": "LearningRateScheduler",
        ".model_checkpoint": "ModelCheckpoint", ".reduce_lr_on_plateau": "ReduceLROnPlateau",
        ".remote_monitor": "RemoteMonitor", ".swap_ema_weights": "SwapEMAWeights", ".tensorboard": "TensorBoard",
    }, find)  # fmt: skip

__all__ = [
    "BackupAndRestore", "CSVLogger", "Callback", "CallbackList", "EarlyStopping", "History", "LambdaCallback",
    "LearningRateScheduler", "Logs", "ModelCheckpoint", "ReduceLROnPlateau", "RemoteMonitor", "SwapEMAWeights", "TensorBoard",
    "TerminateOnNaN",
]  # fmt: skip
