"""The operations of `engine-bench kernels` in torch, forward and backward, best time, two threads.

Bytes are counted as engine-bench counts them, so that the figures stand beside each other.
"""

import os
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(int(os.environ.get("THREADS", "2")))
WIDTH = 128


def best(work, rounds):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def measure(rows):
    torch.manual_seed(1)
    x = torch.randn(rows, WIDTH, requires_grad=True)
    upstream = torch.randn(rows, WIDTH)
    weight, bias = torch.ones(WIDTH), torch.zeros(WIDTH)
    taken = (torch.arange(rows) * 7919) % rows
    sources = (torch.arange(3 * rows) * 104_729) % rows
    targets = torch.arange(3 * rows) // 3
    rounds = 7 if rows > 1000 else 200

    def report(name, arrays, function):
        seconds = best(lambda: torch.autograd.grad(function(x), x, upstream), rounds)
        print(f"  {name:<42}{4 * arrays * rows * WIDTH / seconds * 1e-9:6.1f}")

    report("softmax", 5, lambda x: x.softmax(-1))
    report("layer norm", 5, lambda x: F.layer_norm(x, [WIDTH], weight, bias))
    report("RMS norm", 5, lambda x: F.rms_norm(x, [WIDTH], weight))
    report("GELU", 5, F.gelu)
    report("SiLU", 5, F.silu)
    report("relu", 5, F.relu)
    report("dropout", 4, lambda x: F.dropout(x, 0.2))
    report("gather", 4, lambda x: x.index_select(0, taken))
    report(
        "sum along edges, 3 per target", 8,
        lambda x: torch.zeros(rows, WIDTH).index_add(0, targets, x.index_select(0, sources)))

    value = torch.nn.Parameter(torch.randn(rows * WIDTH))
    value.grad = torch.randn(rows * WIDTH)
    optimizer = torch.optim.AdamW([value], lr=1e-3, weight_decay=0, fused=True)
    seconds = best(optimizer.step, rounds)
    print(f"  {'AdamW, fused':<42}{28 * rows * WIDTH / seconds * 1e-9:6.1f}")


if __name__ == "__main__":
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads: GB/s forward + backward")
    for name, rows in [("out of cache", 1 << 18), ("in cache", 256)]:
        print(f"{name}, [{rows}, {WIDTH}]")
        measure(rows)
    print("load average", " ".join(f"{load:.2f}" for load in os.getloadavg()))
