package io.epochal.chaos.plan;

import static java.time.Duration.ofMillis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Rounds that follow from a seed: the same number is the same round, whatever rounds are run before it. */
public record Plan(long seed, Duration length, boolean disk) {
    private static final long STRIDE = 1_000_003L;
    /** A trainer that is silent for longer loses its run. */
    private static final Duration LOCK = Duration.ofSeconds(15);

    /**
     * @param length of an undisturbed run; blows fall within it
     * @param disk whether the store's disk can be filled
     */
    public Plan {}

    /** @param number from 1 */
    public Round round(int number) {
        SplittableRandom random = new SplittableRandom(seed * STRIDE + number);
        List<Blow> blows = new ArrayList<>();
        int count = pick(random, 1, 1, 1, 2, 2, 3);
        for (int blow = 0; blow < count; blow++) {
            blows.add(new Blow(instant(random), fault(random)));
        }
        if (random.nextInt(5) == 0) {
            blows.add(new Blow(instant(random), new Fault.Pause(between(random, 200, 1500))));
        }
        if (random.nextInt(5) == 0) {
            blows.add(new Blow(instant(random), new Fault.SayAgain()));
        }
        if (random.nextInt(4) == 0) {
            blows.add(new Blow(instant(random), new Fault.Neighbour(number)));
        }
        if (random.nextInt(6) == 0) {
            blows.add(new Blow(instant(random), new Fault.DeadlyNeighbour(number)));
        }
        return new Round(number, blows);
    }

    /** Each victim once, in few rounds: what a build has time for. */
    public List<Round> fixed() {
        List<Round> rounds = new ArrayList<>();
        rounds.add(fixed(1, new Fault.Kill(Victim.TRAINER), new Fault.Kill(Victim.WAITING_TRAINER)));
        rounds.add(fixed(2, new Fault.Cut(Line.S3, ofMillis(700)), new Fault.Kill(Victim.CALLBACK_SERVICE)));
        rounds.add(fixed(3, new Fault.Kill(Victim.STORE), new Fault.Terminate(Victim.TRAINER)));
        rounds.add(fixed(4, new Fault.Kill(Victim.BROKER), new Fault.SayAgain()));
        rounds.add(fixed(
                5,
                new Fault.Stop(Victim.TRAINER, ofMillis(1500)),
                new Fault.HalfClose(Line.KAFKA),
                disk ? new Fault.DiskFull(ofMillis(1500)) : new Fault.Pause(ofMillis(500))));
        rounds.add(fixed(6, new Fault.KillEverything()));
        rounds.add(fixed(7, new Fault.Neighbour(7), new Fault.DeadlyNeighbour(7)));
        return List.copyOf(rounds);
    }

    private Round fixed(int number, Fault... faults) {
        List<Blow> blows = new ArrayList<>();
        for (int place = 0; place < faults.length; place++) {
            blows.add(new Blow(length.multipliedBy(place + 1).dividedBy(faults.length + 2), faults[place]));
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
        Victim victim = victim(random);
        boolean zombie = victim == Victim.TRAINER && random.nextInt(4) == 0;
        Duration lasting = between(random, 200, 4000);
        return new Fault.Stop(victim, zombie ? lasting.plus(LOCK) : lasting);
    }

    /** Every second one is the trainer that has the run. */
    private static Victim victim(SplittableRandom random) {
        Victim[] all = Victim.values();
        return random.nextBoolean() ? Victim.TRAINER : all[1 + random.nextInt(all.length - 1)];
    }

    private static Line line(SplittableRandom random) {
        return random.nextBoolean() ? Line.KAFKA : Line.S3;
    }

    private static Duration between(SplittableRandom random, long low, long high) {
        return ofMillis(random.nextLong(low, high + 1));
    }

    private static int pick(SplittableRandom random, int... among) {
        return among[random.nextInt(among.length)];
    }
}
