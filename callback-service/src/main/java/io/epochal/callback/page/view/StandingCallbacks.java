package io.epochal.callback.page.view;

import io.epochal.callback.policy.CallbackProviders;
import io.epochal.callback.policy.Deliberation;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A run's callbacks as they stand after the decision on its newest event, which is made here once more: the same event always gets the
 * same verdict. Where a plug-in's callback is among them, they are those that the event carries, for no foreign code runs here.
 *
 * @param reasons what they found there
 */
record StandingCallbacks(List<Map<String, Object>> callbacks, List<Verdict.Reason> reasons) {
    static StandingCallbacks of(FollowedRun run) {
        return run.newest()
                .map(StandingCallbacks::after)
                .orElseGet(() -> new StandingCallbacks(run.details().facts().callbacks(), List.of()));
    }

    private static StandingCallbacks after(TrainingEvent.Barrier event) {
        try {
            Verdict verdict = Deliberation.decide(event, CallbackProviders.NONE, Instant.EPOCH);
            return new StandingCallbacks(verdict.callbacks(), verdict.reasons());
        } catch (RuntimeException e) {
            return new StandingCallbacks(event.callbacks(), List.of());
        }
    }
}
