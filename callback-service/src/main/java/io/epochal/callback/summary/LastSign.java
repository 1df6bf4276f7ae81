package io.epochal.callback.summary;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The last that was heard of a run's trainer. */
final class LastSign {
    private @Nullable TrainingEvent last;
    private Instant heard = Instant.EPOCH;

    void event(TrainingEvent event) {
        last = event;
        heard(event.time());
    }

    /** Something was published at this time. */
    void heard(Instant time) {
        heard = time.isAfter(heard) ? time : heard;
    }

    Instant heard() {
        return heard;
    }

    /** Whether the trainer has left the run to another one. */
    boolean suspended() {
        return last instanceof RunSuspended;
    }

    /** Whether a program has been silent for longer than it promised. */
    boolean isLost(@Nullable RunFacts facts, Instant now) {
        return facts != null
                && SignOfLife.of(facts.trainer(), heard)
                        .flatMap(one -> one.lostSince(now))
                        .isPresent();
    }

    /** When the newest event happened; empty before the first. */
    Optional<Instant> time() {
        return Optional.ofNullable(last).map(TrainingEvent::time);
    }
}
