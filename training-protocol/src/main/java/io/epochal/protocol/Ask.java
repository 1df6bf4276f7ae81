package io.epochal.protocol;

import org.jspecify.annotations.Nullable;

/**
 * When callbacks are to be asked next, besides the epoch's end, where they always are. So no trainer waits at a batch that no
 * callback wants to decide on.
 *
 * @param atStep the step (batches trained since the run began) after which to ask; null for none
 * @param atNonFiniteLoss whether to ask at a batch whose running loss is NaN or infinite
 */
public record Ask(@Nullable Long atStep, boolean atNonFiniteLoss) {
    /** At the epoch's end only. */
    public static final Ask AT_EPOCH_END = new Ask(null, false);

    /** After every {@code every} batches, counted from the run's begin. */
    public static Ask everyFrom(long step, int every) {
        return new Ask((step / every + 1) * every, false);
    }

    /** At whatever either of them asks for. */
    public Ask and(Ask other) {
        Long first = atStep == null ? other.atStep : atStep;
        Long earlier = other.atStep == null || first == null ? first : Long.valueOf(Math.min(first, other.atStep));
        return new Ask(earlier, atNonFiniteLoss || other.atNonFiniteLoss);
    }

    /** Whether to ask now, after this step with this running loss. */
    public boolean wants(long step, double loss) {
        return (atStep != null && step >= atStep) || (atNonFiniteLoss && !Double.isFinite(loss));
    }
}
