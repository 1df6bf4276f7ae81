package io.epochal.callback.summary;

import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import org.jspecify.annotations.Nullable;

/** Who asked that a run be trained, by the messages that say so. */
final class AskedBy {
    private AskedBy() {}

    /** Who asked by this message; those before where it does not say. */
    static @Nullable String after(@Nullable String before, Message message) {
        String by = of(message);
        return by == null || by.isBlank() ? before : by;
    }

    private static @Nullable String of(Message message) {
        if (message instanceof RunRequested request) {
            return request.requestedBy();
        } else if (message instanceof AttachedRunStarted started) {
            return started.requestedBy();
        }
        return message instanceof AttachedRunResumed resumed ? resumed.requestedBy() : null;
    }
}
