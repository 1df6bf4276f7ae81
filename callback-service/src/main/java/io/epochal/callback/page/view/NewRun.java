package io.epochal.callback.page.view;

import io.epochal.callback.summary.RunFacts;
import io.epochal.protocol.RunNames;
import io.epochal.protocol.field.SpecException;
import java.time.Instant;
import java.util.Optional;

/**
 * A new run with another one's spec, before it is requested.
 *
 * @param from the other run
 * @param path its part of an address
 * @param id that the new run is to have
 * @param spec in JSON
 * @param field what is wrong in the spec, as a path; empty for nothing or the whole
 * @param problem why it cannot be requested; empty for nothing
 */
public record NewRun(String from, String path, String id, String spec, String field, String problem) {
    /** With the spec as it is; empty for a run that our trainer does not train. */
    public static Optional<NewRun> from(FollowedRun run, Instant now) {
        RunFacts facts = run.details().facts();
        String from = run.details().id();
        return facts.spec()
                .map(spec -> new NewRun(
                        ShownText.name(from),
                        ShownText.encoded(from),
                        RunNames.next(spec.name(), now, 4),
                        SpecText.json(facts),
                        "",
                        ""));
    }

    /** As it was written, with what is wrong. */
    public static NewRun again(String from, String id, String spec, SpecException fault) {
        return new NewRun(
                ShownText.name(from),
                ShownText.encoded(from),
                id,
                spec,
                ShownText.name(fault.path()),
                ShownText.sentence(String.valueOf(fault.getMessage())));
    }

    /** Whether the id is what is wrong. */
    public boolean idIsWrong() {
        return field.equals("run");
    }

    /** Whether the spec is. */
    public boolean specIsWrong() {
        return !problem.isEmpty() && !idIsWrong();
    }
}
