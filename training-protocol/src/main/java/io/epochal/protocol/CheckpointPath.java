package io.epochal.protocol;

import io.epochal.protocol.field.SpecException;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The name by which a checkpoint is published, stored, listed, loaded and exported: Keras' {@code filepath}, normalized. A leading
 * {@code /} is dropped, so that {@code /tmp/ckpt/best.keras}, as Keras' pages have it, is {@code tmp/ckpt/best.keras} of the run.
 */
public final class CheckpointPath {
    /** Given by the trainer itself: a callback or a user may not take them. */
    public static final SortedSet<String> RESERVED = reserved();

    private CheckpointPath() {}

    /**
     * The name as it is stored; the trainer's own names are allowed. For looking a checkpoint up.
     *
     * @throws SpecException when no checkpoint can have it
     */
    public static String normalize(String field, String written) {
        return RelativePath.join(field, written);
    }

    /**
     * The name as it is stored, for giving one.
     *
     * @throws SpecException when no checkpoint can have it, or it is one of {@link #RESERVED}
     */
    public static String choose(String field, String written) {
        String name = normalize(field, written);
        if (RESERVED.contains(name)) {
            throw new SpecException(
                    field, "may not be one of the trainer's own names, " + String.join(", ", RESERVED), written);
        }
        return name;
    }

    private static SortedSet<String> reserved() {
        SortedSet<String> names = new TreeSet<>(Set.of("final", RunRequested.WarmStart.NAME));
        for (RunStatus status : RunStatus.values()) {
            names.add(status.wireName());
        }
        return Collections.unmodifiableSortedSet(names);
    }
}
