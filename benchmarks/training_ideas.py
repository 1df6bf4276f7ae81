"""What could make the example's training faster with the same bits, measured on PyTorch alone: make bench-ideas.

    python benchmarks/training_ideas.py

Needs torch 2.7.1, which is the version behind the trainer. Ways of doing the same are measured in turn, each as a ratio to the way that
the trainer takes; medians of 15 rounds, and the lowest and the highest.
"""

import statistics
import time

import torch
import torch.nn.functional as F

ROUNDS = 15


def seconds(step, repeats):
    began = time.perf_counter()
    for _ in range(repeats):
        step()
    return (time.perf_counter() - began) / repeats


def compare(name, ours, other, repeats):
    """Prints how long the other way takes by ours."""
    ours(), other()
    pairs = [(seconds(ours, repeats), seconds(other, repeats)) for _ in range(ROUNDS)]
    ratios = sorted(second / first for first, second in pairs)
    print(f"| {name} | {statistics.median(first for first, _ in pairs) * 1e3:.2f} ms | "
          f"{statistics.median(ratios):.2f} | {ratios[0]:.2f} to {ratios[-1]:.2f} |", flush=True)


def convolution(batch, channels, side, filters):
    """One layer with a 3 by 3 kernel, forward and backward, by oneDNN and as one matrix product."""
    image = torch.rand(batch, channels, side, side)
    image.requires_grad_(channels > 1)  # nobody asks for the gradient of the model's input
    kernel = torch.rand(filters, channels, 3, 3, requires_grad=True)
    places = side - 2
    gradient = torch.rand(batch, filters, places, places)

    def by_convolution():
        F.conv2d(image, kernel).backward(gradient)

    def by_product():
        columns = F.unfold(image, 3)
        (kernel.view(filters, -1) @ columns).view(batch, filters, places, places).backward(gradient)

    name = f"a convolution of {channels} x {side} x {side} to {filters} channels, batch {batch}, as a matrix product"
    compare(name, by_convolution, by_product, 5)


def example(batch=128):
    """One step of the example's model, forward and backward: with a gradient for its input or not."""
    image, target = torch.rand(batch, 1, 28, 28), torch.randint(0, 10, (batch,))
    wanted = image.clone().requires_grad_()
    model = torch.nn.Sequential(
        torch.nn.Conv2d(1, 32, 3), torch.nn.ReLU(), torch.nn.MaxPool2d(2), torch.nn.Dropout(0.25), torch.nn.Flatten(),
        torch.nn.Linear(5408, 128), torch.nn.ReLU(), torch.nn.Dropout(0.5), torch.nn.Linear(128, 10))

    def step(inputs):
        F.cross_entropy(model(inputs), target).backward()

    compare("the example's step with a gradient for its input", lambda: step(image), lambda: step(wanted), 5)
    return lambda: step(image)


def threads(step):
    def on_one():
        torch.set_num_threads(1)
        step()

    def on_all():
        torch.set_num_threads(count)
        step()

    count = torch.get_num_threads()
    compare(f"the example's step on one thread and not {count}", on_all, on_one, 5)
    torch.set_num_threads(count)


def gather(step, rows=48_000):
    """What an epoch's gather takes, by a tenth of the epoch's 375 batches."""
    images, order = torch.rand(rows, 784), torch.randperm(rows)
    compare(f"an epoch's gather of {rows:,} rows, by 37 steps of the example",
            lambda: [step() for _ in range(37)], lambda: images.index_select(0, order), 1)


def pooled(batch=128):
    """ReLU behind the pooling passes over a quarter of the values; where values are equal, gradients may take another way."""
    image = torch.rand(batch, 32, 26, 26, requires_grad=True)
    gradient = torch.rand(batch, 32, 13, 13)
    compare("ReLU behind the pooling and not before it",
            lambda: F.max_pool2d(F.relu(image), 2).backward(gradient),
            lambda: F.relu(F.max_pool2d(image, 2)).backward(gradient), 5)


if __name__ == "__main__":
    print("| another way | the trainer's way | the other by it | from, to |\n|---|---|---|---|")
    convolution(128, 1, 28, 32)
    convolution(128, 32, 13, 64)
    convolution(128, 16, 32, 16)
    pooled()
    one_step = example()
    threads(one_step)
    gather(one_step)
