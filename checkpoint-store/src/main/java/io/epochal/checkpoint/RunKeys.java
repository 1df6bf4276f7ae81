package io.epochal.checkpoint;

import io.epochal.protocol.field.Identifier;

/** Where a run's objects are stored: the only place that makes a key's beginning out of a run's id, so that no id reaches into another run. */
final class RunKeys {
    private RunKeys() {}

    /** {@link io.epochal.protocol.field.SpecException} when there can be no such run. */
    static String prefix(String run) {
        return "runs/" + Identifier.check("run", run) + "/";
    }
}
