package io.epochal.callback.summary;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;

/** How an attempt began, in words. Not printable by itself: it repeats what a program has said. */
public final class AttemptText {
    private AttemptText() {}

    /** @param first the attempt's first event; any other gives an empty text */
    public static String of(TrainingEvent first) {
        if (first instanceof RunResumed resumed) {
            return "resumed in epoch " + (resumed.epoch() + 1) + " after batch " + resumed.batch() + " of "
                    + resumed.stepsPerEpoch() + ", on " + device(resumed.device()) + " with " + resumed.threads()
                    + " threads";
        } else if (first instanceof RunStarted started) {
            return "from the beginning, on " + device(started.device()) + " with " + started.threads() + " threads";
        } else if (first instanceof AttachedRunStarted started) {
            return "from the beginning, by " + started.trainer().name();
        }
        return first instanceof AttachedRunResumed resumed ? how(resumed) : "";
    }

    /** As people name one: DJL writes {@code cpu()} and {@code gpu(0)}. */
    public static String device(String written) {
        return written.endsWith("()") ? written.substring(0, written.length() - 2) : written;
    }

    private static String how(AttachedRunResumed resumed) {
        return "resumed in " + resumed.trainer().unit().wireName() + " " + (Math.max(0, resumed.epoch()) + 1)
                + " after batch " + resumed.batch() + ", by "
                + resumed.trainer().name()
                + (resumed.checkpoint() == null ? "" : ", from " + resumed.checkpoint());
    }
}
