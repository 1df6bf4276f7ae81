package io.epochal.callback.policy;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.Verdict;
import java.util.List;

/**
 * What the callbacks of a list make of one event together.
 *
 * @param next the callbacks as they stand from now on
 * @param logs the epoch's, with all that callbacks have written into them
 */
record Decision(
        List<Callback> next,
        List<Command> commands,
        List<Verdict.Reason> reasons,
        List<Verdict.Recording> recordings,
        Metrics logs) {
    /** The batches that any of the callbacks requests, after this step. */
    Ask ask(long step) {
        Ask ask = Ask.AT_EPOCH_END;
        for (Callback callback : next) {
            ask = ask.and(callback.asks(step));
        }
        return ask;
    }
}
