package io.epochal.chaos.plan;

import static java.time.Duration.ofMillis;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Each target once, in few rounds: for the build. Their faults come at steps of the training, not at times, so that none comes after
 * the end of a run that is faster than the one before.
 *
 * @param steps of the run without faults
 * @param disk whether the store's disk can be filled
 */
public record FixedRounds(long steps, boolean disk) {
    public List<Round> rounds() {
        return List.of(
                round(1, new ProcessFault.Kill(Target.TRAINER), new ProcessFault.Kill(Target.WAITING_TRAINER)),
                round(
                        2,
                        new NetworkFault.Cut(NetworkLink.S3, ofMillis(700)),
                        new ProcessFault.Kill(Target.CALLBACK_SERVICE),
                        new MessageFault.HostileRecords(7),
                        new MessageFault.DeadlyPlugin(7)),
                round(
                        3,
                        new ProcessFault.Kill(Target.STORE),
                        new ProcessFault.Terminate(Target.TRAINER),
                        new ProcessFault.KillEverything()),
                round(4, new ProcessFault.Kill(Target.BROKER), new MessageFault.Redelivery()),
                round(
                        5,
                        new ProcessFault.Suspend(Target.TRAINER, ofMillis(1500)),
                        new NetworkFault.HalfClose(NetworkLink.KAFKA),
                        disk ? new DiskFull(ofMillis(1500)) : new MessageFault.PauseRun(ofMillis(500))));
    }

    /** The faults divide the run into equal parts; the last part is twice as long. */
    private Round round(int number, Fault... faults) {
        return new Round(
                number,
                IntStream.range(0, faults.length)
                        .mapToObj(i -> new ScheduledFault(
                                new FaultTime.AtStep(steps * (i + 1) / (faults.length + 2)), faults[i]))
                        .toList());
    }
}
