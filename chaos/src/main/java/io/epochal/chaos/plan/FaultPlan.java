package io.epochal.chaos.plan;

import static java.time.Duration.ofMillis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Rounds that follow from a seed: the same number is the same round, whichever rounds are run before it. */
public record FaultPlan(long seed, Duration length, boolean disk) {
    private static final long STRIDE = 1_000_003L;
    /** A trainer that is suspended for longer loses its run. */
    private static final Duration LOCK = Duration.ofSeconds(15);

    /**
     * @param length of the run without faults; all faults are scheduled within it
     * @param disk whether the store's disk can be filled
     */
    public FaultPlan {}

    /** @param number from 1 */
    public Round round(int number) {
        SplittableRandom random = new SplittableRandom(seed * STRIDE + number);
        List<ScheduledFault> faults = new ArrayList<>();
        int count = pick(random, 1, 1, 1, 2, 2, 3);
        for (int i = 0; i < count; i++) {
            faults.add(new ScheduledFault(instant(random), fault(random)));
        }
        if (random.nextInt(5) == 0) {
            faults.add(new ScheduledFault(instant(random), new MessageFault.PauseRun(between(random, 200, 1500))));
        }
        if (random.nextInt(5) == 0) {
            faults.add(new ScheduledFault(instant(random), new MessageFault.Redelivery()));
        }
        if (random.nextInt(4) == 0) {
            faults.add(new ScheduledFault(instant(random), new MessageFault.HostileRecords(number)));
        }
        if (random.nextInt(6) == 0) {
            faults.add(new ScheduledFault(instant(random), new MessageFault.DeadlyPlugin(number)));
        }
        return new Round(number, faults);
    }

    private FaultTime instant(SplittableRandom random) {
        return new FaultTime.After(ofMillis(random.nextLong(length.toMillis())));
    }

    private Fault fault(SplittableRandom random) {
        int roll = random.nextInt(100);
        if (roll < 35) {
            return new ProcessFault.Kill(target(random));
        }
        if (roll < 50) {
            return new ProcessFault.Terminate(target(random));
        }
        if (roll < 65) {
            return suspend(random);
        }
        if (roll < 75) {
            return new NetworkFault.Cut(link(random), between(random, 100, 4000));
        }
        if (roll < 82) {
            return new NetworkFault.Delay(link(random), between(random, 20, 300), between(random, 500, 4000));
        }
        if (roll < 90) {
            return new NetworkFault.HalfClose(link(random));
        }
        if (roll < 96 && disk) {
            return new DiskFull(between(random, 500, 4000));
        }
        return new ProcessFault.KillEverything();
    }

    /** One in four suspended trainers is suspended for longer than its lock, so that it continues as a zombie. */
    private static Fault suspend(SplittableRandom random) {
        Target target = target(random);
        boolean zombie = target == Target.TRAINER && random.nextInt(4) == 0;
        Duration lasting = between(random, 200, 4000);
        return new ProcessFault.Suspend(target, zombie ? lasting.plus(LOCK) : lasting);
    }

    /** Every second target is the trainer that has the run. */
    private static Target target(SplittableRandom random) {
        Target[] all = Target.values();
        return random.nextBoolean() ? Target.TRAINER : all[1 + random.nextInt(all.length - 1)];
    }

    private static NetworkLink link(SplittableRandom random) {
        return random.nextBoolean() ? NetworkLink.KAFKA : NetworkLink.S3;
    }

    private static Duration between(SplittableRandom random, long low, long high) {
        return ofMillis(random.nextLong(low, high + 1));
    }

    private static int pick(SplittableRandom random, int... among) {
        return among[random.nextInt(among.length)];
    }
}
