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
                    + resumed.stepsPerEpoch() + ", on " + place(resumed.device(), " with ", resumed.threads());
        } else if (first instanceof RunStarted started) {
            return "from the beginning, on " + place(started.device(), " with ", started.threads());
        } else if (first instanceof AttachedRunStarted started) {
            return "from the beginning, by " + started.trainer().name();
        }
        return first instanceof AttachedRunResumed resumed ? how(resumed) : "";
    }

    /**
     * A device as people name one, and its threads.
     *
     * @param device as DJL writes it: {@code cpu()}, {@code gpu(0)}
     */
    public static String place(String device, String between, int threads) {
        String plain = device.endsWith("()") ? device.substring(0, device.length() - 2) : device;
        return plain + between + threads + (threads == 1 ? " thread" : " threads");
    }

    private static String how(AttachedRunResumed resumed) {
        return "resumed in " + resumed.trainer().unit().wireName() + " " + (Math.max(0, resumed.epoch()) + 1)
                + " after batch " + resumed.batch() + ", by "
                + resumed.trainer().name()
                + (resumed.checkpoint() == null ? "" : ", from " + resumed.checkpoint());
    }
}
