package io.epochal.callback.page.view;

import io.epochal.callback.policy.CallbackProviders;
import io.epochal.callback.policy.Deliberation;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.SpecException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Another list of callbacks for a run under way, before it is sent.
 *
 * @param list as JSON
 * @param changes what it would change, as the deciders would answer now; empty before that was asked
 * @param problem why they would refuse it; empty for nothing
 */
public record CallbacksEdit(String id, String path, String list, List<CallbackChange> changes, String problem) {
    /** The list that the run has now. */
    public static CallbacksEdit begin(FollowedRun run) {
        String list = StandingCallbacks.of(run).callbacks().stream()
                .map(CallbacksEdit::line)
                .collect(Collectors.joining(",\n  ", "[\n  ", "\n]"));
        return new CallbacksEdit(name(run), path(run), list, List.of(), "");
    }

    /** What this list would change. */
    public static CallbacksEdit preview(FollowedRun run, String list) {
        try {
            List<Map<String, Object>> before = StandingCallbacks.of(run).callbacks();
            Verdict verdict = answer(run, before, WhatIf.callbacks(list));
            String refusal = verdict.refusal();
            return refusal == null
                    ? new CallbacksEdit(
                            name(run), path(run), list, CallbackChange.between(before, verdict.callbacks()), "")
                    : refused(run, list, refusal);
        } catch (SpecException e) {
            return refused(run, list, String.valueOf(e.getMessage()));
        }
    }

    /** What the deciders would answer to a trainer that asks at this moment. */
    private static Verdict answer(FollowedRun run, List<Map<String, Object>> before, List<Map<String, Object>> wanted) {
        TrainingEvent.Barrier at = run.newest()
                .orElseThrow(() -> new SpecException("the callbacks", "can be replaced once a trainer has begun"));
        double rate = at instanceof EpochEnded epoch
                ? epoch.learningRate()
                : at.params().learningRate();
        return Deliberation.decide(
                new TrainingEvent.BatchReached(
                        at.run(),
                        at.attempt(),
                        at.sequence() + 1,
                        at.time(),
                        at.params(),
                        0,
                        -1,
                        at.step(),
                        Metrics.NONE,
                        rate,
                        before,
                        new TrainingEvent.Replacement("preview", wanted)),
                CallbackProviders.NONE,
                Instant.EPOCH);
    }

    private static CallbacksEdit refused(FollowedRun run, String list, String why) {
        return new CallbacksEdit(name(run), path(run), list, List.of(), ShownText.sentence(why));
    }

    /** Its settings alone: what it has seen, a successor takes over. */
    private static String line(Map<String, Object> callback) {
        Map<String, Object> settings = new TreeMap<>(callback);
        settings.remove("state");
        Object type = settings.remove("type");
        String rest = json(settings);
        return "{\"type\":" + json(String.valueOf(type)) + (settings.isEmpty() ? "}" : "," + rest.substring(1));
    }

    private static String json(Object value) {
        return Wire.JSON.valueToTree(value).toString();
    }

    private static String name(FollowedRun run) {
        return ShownText.name(run.details().id());
    }

    private static String path(FollowedRun run) {
        return ShownText.encoded(run.details().id());
    }

    /** Whether it can be sent. */
    public boolean ready() {
        return !changes.isEmpty();
    }
}
