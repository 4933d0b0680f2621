"""A GAN: two networks play against each other until one makes numbers as the data has them.

    python -m examples.gan

The generator turns noise into numbers; the discriminator tells them from real ones, here normal with mean 4
and deviation 1.25. Each learns from the other (Goodfellow et al. 2014). There is no loss that falls: the game
ends when the discriminator can only guess, at log 2 = 0.69 nats.
"""

import mytorch
from mytorch import Tensor, nn, optim

NOISE = 4  # numbers for each sample


def real(count: int) -> Tensor:
    return 4.0 + 1.25 * mytorch.randn(count, 1)


def main(steps: int = 2000, batch: int = 128) -> float:
    """Play; returns how far the mean of what is made is from 4."""
    mytorch.manual_seed(0)
    generator = nn.Sequential(nn.Linear(NOISE, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
    discriminator = nn.Sequential(nn.Linear(1, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
    step_g = optim.Adam(generator.parameters(), lr=0.001, betas=(0.5, 0.999))
    step_d = optim.Adam(discriminator.parameters(), lr=0.002, betas=(0.5, 0.999))
    criterion = nn.BCEWithLogitsLoss()
    is_real, is_made = mytorch.ones(batch, 1), mytorch.zeros(batch, 1)

    for step in range(1, steps + 1):
        made = generator(mytorch.randn(batch, NOISE))

        # The discriminator learns to say 1 to real numbers and 0 to made ones. detach(), as the generator
        # must not learn from this loss.
        step_d.zero_grad()
        loss_d = criterion(discriminator(real(batch)), is_real)
        loss_d += criterion(discriminator(made.detach()), is_made)
        loss_d.backward()
        step_d.step()

        # The generator learns to have it say 1. The discriminator gets gradients too, but no step.
        step_g.zero_grad()
        loss_g = criterion(discriminator(made), is_real)
        loss_g.backward()
        step_g.step()

        if step % 400 == 0:
            print(f"step {step}: mean {made.mean():.2f}, deviation {made.std():.2f}, ", end="")
            print(f"discriminator {loss_d.item() / 2:.2f} nats")

    with mytorch.no_grad():
        made = generator(mytorch.randn(10_000, NOISE))
    print(f"10,000 numbers: mean {made.mean().item():.2f}, deviation {made.std().item():.2f}")
    return abs(made.mean().item() - 4.0)


if __name__ == "__main__":
    main()
