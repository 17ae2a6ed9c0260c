"""ProgbarLogger, and a CallbackList made as Keras makes it."""

import re

import numpy as np

import nn
from nn.callbacks import CallbackList, History, ProgbarLogger

X, Y = np.ones((4, 2)), np.ones((4, 1))


def model():
    made = nn.Sequential([nn.Dense(1, input_shape=(2,), kernel_initializer="zeros")])
    made.compile("sgd", "mse")
    return made


def test_the_bar_takes_the_place_of_the_line(capsys):
    net = model()
    net.fit(X, Y, batch_size=2, epochs=2, verbose=2, callbacks=[ProgbarLogger()])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Epoch 1/2"
    assert lines[2] == "Epoch 2/2"
    assert len(lines) == 4
    assert re.fullmatch(r"2/2 - \d+s - loss: 0\.\d{4}", lines[1])
    net.evaluate(X, Y, verbose=2, callbacks=[ProgbarLogger()])
    assert re.fullmatch(r"1/1 - \d+s - loss: 0\.\d{4}\n", capsys.readouterr().out)
    net.fit(X, Y, verbose=0, callbacks=[ProgbarLogger()])
    assert capsys.readouterr().out == ""


def test_a_list_is_made_with_a_history_and_a_bar_and_parameters_by_name():
    listed = CallbackList(add_history=True, add_progbar=True, model="m", epochs=3, verbose=0)
    assert [type(each) for each in listed.callbacks] == [History, ProgbarLogger]
    assert all(each.model == "m" and each.params == {"epochs": 3, "verbose": 0} for each in listed.callbacks)
