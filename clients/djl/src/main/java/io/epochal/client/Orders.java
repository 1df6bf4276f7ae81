package io.epochal.client;

import io.epochal.client.RunEnding.EndStatus;
import io.epochal.client.TrainerCommand.SaveEvery;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What commands have ordered so far, and holds until another one changes it. Written by one thread at a time. */
final class Orders {
    private volatile float learningRate;
    private volatile @Nullable RunEnding ending;
    private boolean paused;
    private int recordEvery;
    private @Nullable Integer restored;
    private @Nullable SaveSchedule saves;

    Orders(float learningRate) {
        this.learningRate = learningRate;
    }

    float learningRate() {
        return learningRate;
    }

    void learningRate(float rate) {
        learningRate = rate;
    }

    /** Null while training goes on. */
    @Nullable
    RunEnding ending() {
        return ending;
    }

    /** The first ending stays, but for a failure. */
    synchronized void end(EndStatus status, String reason) {
        if (ending == null || status == EndStatus.FAILED) {
            ending = new RunEnding(status, reason);
        }
    }

    boolean waits() {
        return paused && ending == null;
    }

    void pause(boolean pauses) {
        paused = pauses;
    }

    /** The least that was asked for counts. */
    void recordEvery(int batches) {
        recordEvery = recordEvery == 0 ? batches : Math.min(batches, recordEvery);
    }

    boolean records(long step) {
        return recordEvery > 0 && step % recordEvery == 0;
    }

    /** @param now by {@link System#nanoTime} */
    void saveEvery(SaveEvery order, long now) {
        saves = new SaveSchedule(order, now);
    }

    /** The name of the checkpoint that is due at this moment, which counts as saved then. */
    Optional<String> dueCheckpoint(long now) {
        SaveSchedule schedule = saves;
        if (schedule == null || !schedule.isDue(now)) {
            return Optional.empty();
        }
        saveEvery(schedule.order(), now);
        return Optional.of(schedule.order().name());
    }

    /** The epoch whose weights were put back; null for none. */
    @Nullable
    Integer restored() {
        return restored;
    }

    void restored(int epoch) {
        restored = epoch;
    }
}
