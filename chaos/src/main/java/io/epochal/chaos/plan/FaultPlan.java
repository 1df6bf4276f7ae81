package io.epochal.chaos.plan;

import static java.time.Duration.ofMillis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Rounds that follow from a seed: the same number is the same round, whatever rounds are run before it. */
public record FaultPlan(long seed, Duration length, boolean disk) {
    private static final long STRIDE = 1_000_003L;
    /** A trainer that is silent for longer loses its run. */
    private static final Duration LOCK = Duration.ofSeconds(15);

    /**
     * @param length of an undisturbed run; blows fall within it
     * @param disk whether the store's disk can be filled
     */
    public FaultPlan {}

    /** @param number from 1 */
    public Round round(int number) {
        SplittableRandom random = new SplittableRandom(seed * STRIDE + number);
        List<ScheduledFault> blows = new ArrayList<>();
        int count = pick(random, 1, 1, 1, 2, 2, 3);
        for (int blow = 0; blow < count; blow++) {
            blows.add(new ScheduledFault(instant(random), fault(random)));
        }
        if (random.nextInt(5) == 0) {
            blows.add(new ScheduledFault(instant(random), new Fault.Pause(between(random, 200, 1500))));
        }
        if (random.nextInt(5) == 0) {
            blows.add(new ScheduledFault(instant(random), new Fault.Redelivery()));
        }
        if (random.nextInt(4) == 0) {
            blows.add(new ScheduledFault(instant(random), new Fault.HostileRecords(number)));
        }
        if (random.nextInt(6) == 0) {
            blows.add(new ScheduledFault(instant(random), new Fault.DeadlyPlugin(number)));
        }
        return new Round(number, blows);
    }

    /** Each victim once, in few rounds: what a build has time for. */
    public List<Round> fixed() {
        List<Round> rounds = new ArrayList<>();
        rounds.add(fixed(1, new Fault.Kill(Target.TRAINER), new Fault.Kill(Target.WAITING_TRAINER)));
        rounds.add(fixed(2, new Fault.Cut(NetworkLink.S3, ofMillis(700)), new Fault.Kill(Target.CALLBACK_SERVICE)));
        rounds.add(fixed(3, new Fault.Kill(Target.STORE), new Fault.Terminate(Target.TRAINER)));
        rounds.add(fixed(4, new Fault.Kill(Target.BROKER), new Fault.Redelivery()));
        rounds.add(fixed(
                5,
                new Fault.Stop(Target.TRAINER, ofMillis(1500)),
                new Fault.HalfClose(NetworkLink.KAFKA),
                disk ? new Fault.DiskFull(ofMillis(1500)) : new Fault.Pause(ofMillis(500))));
        rounds.add(fixed(6, new Fault.KillEverything()));
        rounds.add(fixed(7, new Fault.HostileRecords(7), new Fault.DeadlyPlugin(7)));
        return List.copyOf(rounds);
    }

    private Round fixed(int number, Fault... faults) {
        List<ScheduledFault> blows = new ArrayList<>();
        for (int place = 0; place < faults.length; place++) {
            blows.add(new ScheduledFault(length.multipliedBy(place + 1).dividedBy(faults.length + 2), faults[place]));
        }
        return new Round(number, blows);
    }

    private Duration instant(SplittableRandom random) {
        return ofMillis(random.nextLong(length.toMillis()));
    }

    private Fault fault(SplittableRandom random) {
        int roll = random.nextInt(100);
        if (roll < 35) {
            return new Fault.Kill(victim(random));
        }
        if (roll < 50) {
            return new Fault.Terminate(victim(random));
        }
        if (roll < 65) {
            return stop(random);
        }
        if (roll < 75) {
            return new Fault.Cut(line(random), between(random, 100, 4000));
        }
        if (roll < 82) {
            return new Fault.Delay(line(random), between(random, 20, 300), between(random, 500, 4000));
        }
        if (roll < 90) {
            return new Fault.HalfClose(line(random));
        }
        if (roll < 96 && disk) {
            return new Fault.DiskFull(between(random, 500, 4000));
        }
        return new Fault.KillEverything();
    }

    /** One stop of a trainer in four outlasts its lock, so that it wakes up as a zombie. */
    private static Fault stop(SplittableRandom random) {
        Target victim = victim(random);
        boolean zombie = victim == Target.TRAINER && random.nextInt(4) == 0;
        Duration lasting = between(random, 200, 4000);
        return new Fault.Stop(victim, zombie ? lasting.plus(LOCK) : lasting);
    }

    /** Every second one is the trainer that has the run. */
    private static Target victim(SplittableRandom random) {
        Target[] all = Target.values();
        return random.nextBoolean() ? Target.TRAINER : all[1 + random.nextInt(all.length - 1)];
    }

    private static NetworkLink line(SplittableRandom random) {
        return random.nextBoolean() ? NetworkLink.KAFKA : NetworkLink.S3;
    }

    private static Duration between(SplittableRandom random, long low, long high) {
        return ofMillis(random.nextLong(low, high + 1));
    }

    private static int pick(SplittableRandom random, int... among) {
        return among[random.nextInt(among.length)];
    }
}
