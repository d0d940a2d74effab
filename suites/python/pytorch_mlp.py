# Copyright the Joulebench authors. Apache License 2.0.
"""A perceptron in PyTorch on Fashion-MNIST, measured by Joulebench: see ../pytorch.yaml.

    pytorch_mlp.py train --output model.pt [--until 0.85]
    pytorch_mlp.py infer --checkpoint model.pt --variant fp32|int8|pruned

`--data synthetic` takes made-up images instead of the files of a folder, for a try without data.
Runs with PyTorch 1.10 or later (Debian: python3-torch), on the processor or with `--device cuda`.
"""

import argparse
import contextlib
import gzip
import os
import struct
import sys
import time

import joulebench

# Some builds warn at every call of a quantized layer; printing that would be measured, too.
os.environ.setdefault("GLOG_minloglevel", "2")
try:
    import torch
    from torch import nn
    from torch.nn.utils import prune
except ImportError:
    sys.exit(
        "This needs PyTorch: install Debian's python3-torch and run it with /usr/bin/python3, or "
        "`pip install torch`."
    )

INPUTS, CLASSES = 784, 10

unmarked = contextlib.nullcontext()


def read_idx(path):
    """The bytes of a gzipped IDX file and its sizes."""
    with gzip.open(path, "rb") as file:
        content = bytearray(file.read())
    if len(content) < 4 or content[:3] != b"\0\0\x08":
        sys.exit(f"{path} is not an IDX file of bytes.")
    rank = content[3]
    sizes = struct.unpack_from(f">{rank}I", content, 4)
    return torch.frombuffer(content, dtype=torch.uint8, offset=4 + 4 * rank).reshape(sizes)


def images(folder, part, device):
    """Images between 0 and 1, a row each, with their labels."""
    if folder == "synthetic":
        generator = torch.Generator().manual_seed({"train": 1, "t10k": 2}[part])
        centres = torch.rand(CLASSES, INPUTS, generator=torch.Generator().manual_seed(0))
        labels = torch.randint(CLASSES, (2000,), generator=generator)
        noise = torch.rand(2000, INPUTS, generator=generator)
        return (0.2 * centres[labels] + 0.8 * noise).to(device), labels.to(device)
    try:
        rows = read_idx(os.path.join(folder, f"{part}-images-idx3-ubyte.gz"))
        labels = read_idx(os.path.join(folder, f"{part}-labels-idx1-ubyte.gz"))
    except (OSError, struct.error) as error:
        sys.exit(f"Cannot read the images of {folder}: {error}. Give their folder with --data.")
    return rows.reshape(-1, INPUTS).float().div_(255).to(device), labels.long().to(device)


def perceptron(hidden):
    return nn.Sequential(
        nn.Linear(INPUTS, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(),
        nn.Linear(hidden, CLASSES),
    )


def accuracy(model, rows, labels, batch):
    hits = 0
    with torch.inference_mode():
        for part, truth in zip(rows.split(batch), labels.split(batch)):
            hits += int((model(part).argmax(1) == truth).sum())
    return hits / len(labels)


def synchronizer(device):
    """What waits for the device, for the edges of phases; nothing for the processor itself."""
    return torch.cuda.synchronize if device == "cuda" else None


def train(options):
    torch.manual_seed(options.seed)
    rows, labels = images(options.data, "train", options.device)
    tests = images(options.data, "t10k", options.device)
    model = perceptron(options.hidden).to(options.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=options.learning_rate)
    loss = nn.CrossEntropyLoss()
    sync = synchronizer(options.device)
    joulebench.metric("seed", options.seed)
    joulebench.metric("global_batch_size", options.batch_size)
    done = 0

    def stage(name):
        return joulebench.phase(name, sync=sync) if options.step_phases else unmarked

    with joulebench.window(sync=sync):
        for epoch in range(options.epochs):
            with joulebench.phase("epoch", sync=sync, epoch_num=epoch):
                for part in torch.randperm(len(labels), device=options.device).split(
                    options.batch_size
                ):
                    with stage("data_loading"):
                        batch, truth = rows[part], labels[part]
                    with stage("forward"):
                        error = loss(model(batch), truth)
                    with stage("backward"):
                        optimizer.zero_grad(set_to_none=True)
                        error.backward()
                    with stage("update"):
                        optimizer.step()
            done += len(labels)
            with joulebench.phase("eval", sync=sync):
                score = accuracy(model, *tests, options.batch_size)
            joulebench.metric("eval_accuracy", score, epoch_num=epoch, samples_count=done)
            if options.until is not None and score >= options.until:
                break
    joulebench.metric("samples", done)
    if options.output:
        torch.save(model.state_dict(), options.output)
    print(f"accuracy {score:.4f} after {done} samples")


def variant(name, model):
    """The model as a variant of it computes."""
    if name == "int8":
        engines = torch.backends.quantized.supported_engines
        usable = [engine for engine in ("x86", "fbgemm", "qnnpack") if engine in engines]
        if not usable:
            sys.exit(f"This PyTorch has no quantized kernels for int8 (it has {engines}).")
        torch.backends.quantized.engine = usable[0]
        joulebench.metric("quantized_engine", usable[0])
        return torch.quantization.quantize_dynamic(model, {nn.Linear}, dtype=torch.qint8)
    if name == "pruned":
        # Zeros in dense matrices: PyTorch multiplies with them, so that nothing is saved.
        for layer in model:
            if isinstance(layer, nn.Linear):
                prune.l1_unstructured(layer, "weight", amount=0.5)
                prune.remove(layer, "weight")
    return model


def infer(options):
    rows, labels = images(options.data, "t10k", options.device)
    weights = torch.load(options.checkpoint, map_location=options.device)
    model = perceptron(weights["0.bias"].numel()).to(options.device)
    model.load_state_dict(weights)
    # Counted before quantization packs the weights away.
    if options.variant != "int8":
        model = variant(options.variant, model)
    sizes = [parameter.numel() for parameter in model.parameters()]
    nonzero = sum(int(parameter.count_nonzero()) for parameter in model.parameters())
    if options.variant == "int8":
        model = variant(options.variant, model)
    model.eval()
    accuracy(model, rows, labels, options.batch_size)  # warm-up
    sync = synchronizer(options.device)
    done, started = 0, time.monotonic()
    with joulebench.window(sync=sync):
        while done == 0 or time.monotonic() - started < options.seconds:
            score = accuracy(model, rows, labels, options.batch_size)
            done += len(labels)
    joulebench.metric("samples", done)
    joulebench.metric("eval_accuracy", score)
    joulebench.metric("parameters", sum(sizes))
    joulebench.metric("parameters_nonzero", nonzero)
    print(f"{options.variant}: accuracy {score:.4f}, {done} samples")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["train", "infer"])
    parser.add_argument("--data", default="/usr/share/datasets/fashion-mnist")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--batch-size", type=int, default=256)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", help="where `train` leaves the weights")
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--epochs", type=int, default=3, help="the most that `train` takes")
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--step-phases", action="store_true",
                        help="mark data_loading, forward, backward and update of every step of "
                        "`train`, which costs some 0.1 ms a step")
    parser.add_argument("--until", type=float, help="the accuracy at which `train` stops")
    parser.add_argument("--checkpoint", help="the weights that `infer` takes")
    parser.add_argument("--variant", choices=["fp32", "int8", "pruned"], default="fp32")
    parser.add_argument("--seconds", type=float, default=2, help="how long `infer` measures")
    options = parser.parse_args()
    if min(options.batch_size, options.hidden, options.epochs) < 1:
        parser.error("--batch-size, --hidden and --epochs are at least 1")
    if options.command == "infer" and not options.checkpoint:
        parser.error("infer needs --checkpoint")
    if options.device == "cuda" and not torch.cuda.is_available():
        parser.error("this PyTorch sees no CUDA device")
    {"train": train, "infer": infer}[options.command](options)


if __name__ == "__main__":
    main()
