"""A network learns to act: a pole is balanced on a cart by what its Q-function says."""

from __future__ import annotations

import numpy as np
import pytest

from nn import Adam, Dense, Sequential, losses, set_random_seed

gymnasium = pytest.importorskip("gymnasium", reason="the cart and its pole are gymnasium's: pip install gymnasium")

GAMMA, BATCH, TAU = 0.99, 64, 0.01
WARM_UP, EXPLORE, EPISODES, LONGEST = 500, 4_000, 400, 500


class Memory:
    """The last transitions: state, action, reward, next state, and whether the pole had fallen there."""

    def __init__(self, capacity: int, size: int) -> None:
        self.states, self.following = np.zeros((2, capacity, size), np.float32)
        self.actions, self.rewards, self.fallen = np.zeros(capacity, int), np.zeros(capacity), np.zeros(capacity, bool)
        self.count = 0

    def keep(self, state, action, reward, following, fallen):
        at = self.count % len(self.actions)
        self.states[at], self.actions[at], self.rewards[at] = state, action, reward
        self.following[at], self.fallen[at] = following, fallen
        self.count += 1

    def draw(self, rng):
        rows = rng.integers(0, min(self.count, len(self.actions)), BATCH)
        return self.states[rows], self.actions[rows], self.rewards[rows], self.following[rows], self.fallen[rows]


def q_network():
    return Sequential([Dense(64, activation="relu", input_shape=(4,)), Dense(64, activation="relu"), Dense(2)])


def learn(q, target, memory, rng):
    """One step towards r + γ Q'(s', argmax Q(s', ·)): double Q-learning, van Hasselt, Guez & Silver, 2015, arXiv:1509.06461."""
    states, actions, rewards, following, fallen = memory.draw(rng)
    best = q(following).numpy().argmax(axis=1)
    rows = np.arange(BATCH)
    wanted = q(states).numpy().copy()  # what is not acted on keeps its value, and so pulls at nothing
    wanted[rows, actions] = rewards + GAMMA * ~fallen * target(following).numpy()[rows, best]
    q.train_on_batch(states, wanted)
    for slow, fast in zip(target.weights, q.weights):
        slow.data = (1 - TAU) * slow.numpy() + TAU * fast.numpy()


def balance(env, act, seed):
    """The steps until the pole falls, at most LONGEST."""
    state, _ = env.reset(seed=seed)
    steps, over = 0, False
    while steps < LONGEST and not over:
        state, _, fallen, cut, _ = env.step(act(state))
        steps, over = steps + 1, fallen or cut
    return steps


def train(seed):
    """A Q-network after at most EPISODES episodes: Mnih et al., 2015, Nature 518."""
    rng = np.random.default_rng(seed)
    set_random_seed(seed)
    env = gymnasium.make("CartPole-v1")
    q, target, memory = q_network(), q_network(), Memory(20_000, 4)
    target.set_weights(q.get_weights())
    q.compile(Adam(1e-3, clipnorm=10.0), losses.Huber())
    best, kept, steps = 0.0, q.get_weights(), 0

    def greedy(state):
        return int(q(state[None]).numpy().argmax())

    for episode in range(EPISODES):
        state, _ = env.reset(seed=seed * 10_000 + episode)
        for _ in range(LONGEST):
            steps += 1
            epsilon = max(0.05, 1.0 - steps / EXPLORE)
            action = int(rng.integers(2)) if rng.random() < epsilon else greedy(state)
            following, reward, fallen, cut, _ = env.step(action)
            memory.keep(state, action, reward, following, fallen)
            state = following
            if memory.count > WARM_UP:
                learn(q, target, memory, rng)
            if fallen or cut:
                break
        if episode % 10 == 9 and steps > EXPLORE:
            score = np.mean([balance(env, greedy, seed=900_000 + i) for i in range(10)])
            if score > best:
                best, kept = score, q.get_weights()
            if best == LONGEST:
                break
    q.set_weights(kept)
    return q, env, steps


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_q_network_balances_the_pole(seed):
    q, env, steps = train(seed)
    returns = [balance(env, lambda state: int(q(state[None]).numpy().argmax()), seed=10**6 + i) for i in range(100)]
    print(f"seed {seed}: mean of 100 episodes {np.mean(returns):.1f} after {steps} steps")
    chance = [balance(env, lambda state: int(np.random.default_rng(7).integers(2)), seed=10**6 + i) for i in range(20)]
    assert np.mean(chance) < 40
    assert np.mean(returns) >= 400.0  # three seeds gave 491, 495 and 500
