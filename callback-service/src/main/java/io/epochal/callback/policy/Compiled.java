package io.epochal.callback.policy;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Semantics;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a callback may know of its run when it is read.
 *
 * @param metrics compiled ones, by name; with {@code loss} they are what a batch has logs of
 * @param logs the names that an epoch's logs can have where the callback stands
 */
record Compiled(List<String> metrics, Set<String> logs, Semantics semantics) {
    Compiled {
        logs = Set.copyOf(logs);
    }

    static Compiled of(RunSpec spec) {
        Set<String> names = new TreeSet<>(spec.metrics());
        names.add("loss");
        if (spec.validationSplit() > 0) {
            List.copyOf(names).forEach(name -> names.add("val_" + name));
        }
        return new Compiled(spec.metrics(), names, spec.semantics());
    }

    /** As callbacks behind one that writes these logs find it. */
    Compiled leaving(Set<String> left) {
        Set<String> all = new TreeSet<>(logs);
        all.addAll(left);
        return new Compiled(metrics, all, semantics);
    }

    Set<String> batchLogs() {
        Set<String> names = new TreeSet<>(metrics);
        names.add("loss");
        return names;
    }
}
