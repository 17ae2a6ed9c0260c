"""What a program of a tape says of itself, what it refuses, and whose run a backward pass belongs to."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from autograd import Tape, Tensor, compile, exp, fresh

V = np.array([1.0, -2.0, 3.0])


def make():
    x, w = Tensor(V), Tensor(V * 2.0)
    return Tape.gather(x * w).compile(inputs=[x], parameters=[w])


def test_a_gradient_is_asked_for_where_the_output_is_no_single_number():
    program = make()
    program(V)
    with pytest.raises(ValueError, match=r"the output has shapes \[\(3,\)\]: give gradient="):
        program.backward()
    with pytest.raises(ValueError, match=r"the output has shapes \[\(3,\)\], its gradient \[\(2,\)\]"):
        program.backward(np.ones(2))
    np.testing.assert_array_equal(program.backward(V), V * V)
    np.testing.assert_array_equal(program.input_gradients[0], 2.0 * V * V)


def test_a_backward_pass_belongs_to_the_last_run_of_its_own_thread():
    program = make()
    with pytest.raises(RuntimeError, match="run the program forward first"):
        program.backward(V)
    thread = threading.Thread(target=program, args=(V,))
    thread.start()
    thread.join()
    with pytest.raises(RuntimeError, match="another thread ran this program last"):
        program.backward(V)
    program(V)
    program.backward(V)
    with pytest.raises(RuntimeError, match="the values are gone since the last"):
        program.backward(V)


@pytest.mark.parametrize(
    ("inputs", "words"), [([3.0], "inputs must be Tensors, got float"), ([Tensor(V, False)], "no gradient")]
)
def test_inputs_are_tensors_that_the_tape_differentiates(inputs, words):
    with pytest.raises((TypeError, ValueError), match=words):
        Tape.gather(Tensor(V) * 2.0).compile(inputs=inputs)


def test_a_long_program_is_printed_with_its_middle_left_out():
    x = Tensor(V)
    z = x
    for _ in range(100):
        z = exp(z) - z
    program = Tape.gather(z).compile(inputs=[x])
    lines = str(program).splitlines()
    assert lines[0].startswith("200 operations in ")
    assert "1 inputs, 0 parameters" in lines[0]
    (cut,) = [i for i, line in enumerate(lines) if "more" in line]
    assert cut - 2 == len(lines) - cut - 1 > 5  # below the first line and the titles, as many as after it
    assert f"{len(program.rows()) - 2 * (cut - 2)} more" in lines[cut]


def test_a_program_counts_the_operations_that_were_recorded():
    x, y = Tensor(V), Tensor(2.0)
    assert len(Tape.gather(exp(x * 2.0).sum()).compile(inputs=[x])) == 3
    assert len(Tape.gather(exp(y * 2.0) + y).compile(inputs=[y])) == 3


@pytest.mark.parametrize(
    ("drawn", "expected"), [(3, 6.0), ([3.0, 4.0], 14.0), (np.array([3.0, 4.0]), 14.0), (np.float32(3), 6.0)]
)
def test_numbers_of_any_kind_may_be_drawn_anew(drawn, expected):
    f = compile(lambda x: np.sum(x * fresh(lambda: drawn)))
    assert f(2.0) == expected
    assert f(2.0) == expected


def test_a_compiled_function_tells_how_many_programs_it_holds():
    f = compile(lambda x: x * 2.0, size=3)
    f(1.0)
    f(V)
    assert str(f) == "<compiled <lambda>, 2 of at most 3 programs recorded>"
    assert all(program.nbytes() > 0 for program in f.programs.values())


def test_gradients_that_fill_one_vector_are_written_there_where_a_choice_meets_an_infinity():
    w, v = Tensor(np.array([-1.0, 2.0])), Tensor(np.array([3.0, 4.0]))
    vector = np.full(4, 9.0)
    f = compile(lambda: np.where(w < 10.0, v * w, exp(1000.0 * w)).sum(), parameters=[w, v], gradients=[vector[:2], vector[2:]])
    for factor in (1.0, 2.0):
        w.data = factor * np.array([-1.0, 2.0])
        assert f() == factor * 5.0
        np.testing.assert_array_equal(vector, [3.0, 4.0, -factor, 2.0 * factor])


def test_a_layer_of_neurons_counts_its_products_and_sums():
    w = [[Tensor(0.1 * i + j) for j in range(5)] for i in range(6)]
    x = [[Tensor(0.2 * i - j) for j in range(5)] for i in range(7)]
    outputs = [sum(a * b for a, b in zip(row, sample)) + 1.0 for sample in x for row in w]
    program = Tape.gather(sum(outputs)).compile(inputs=x, output=outputs)
    # of each of 42 neurons 5 products, 4 sums of them, and the bias
    assert program.rows() == [(1, "(6×5) @ (5×7) + b", 42 * 10)]
