package io.epochal.callback.summary;

import io.epochal.protocol.AttachedTrainer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When something was last heard of a trainer that has promised to say something at least so often.
 *
 * @param promised the longest silence
 */
public record SignOfLife(Duration promised, Instant last) {
    /** Our own trainer promises nothing: the queue notices its death. */
    public static Optional<SignOfLife> of(Optional<AttachedTrainer> trainer, Instant last) {
        return trainer.map(one -> new SignOfLife(Duration.ofSeconds(one.heartbeat()), last));
    }

    /** Since when the trainer is lost: its silence is half as long again as promised. Empty while it is not. */
    public Optional<Instant> lostSince(Instant now) {
        Duration silence = Duration.between(last, now);
        return silence.compareTo(promised.plus(promised.dividedBy(2))) > 0 ? Optional.of(last) : Optional.empty();
    }
}
