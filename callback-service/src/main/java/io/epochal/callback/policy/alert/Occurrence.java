package io.epochal.callback.policy.alert;

import io.epochal.protocol.field.Printable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * That a condition was met once.
 *
 * @param key which time it was, among those of its rule and run; the same when it is trained again
 * @param text what happened, in words, printable and of at most {@value #LONGEST} characters
 * @param details what else a program may want to know, under the names that events have
 */
public record Occurrence(String key, String text, Map<String, Object> details) {
    static final int LONGEST = 1000;

    public Occurrence {
        text = Printable.of(text, LONGEST);
        details = Collections.unmodifiableMap(new TreeMap<>(details));
    }
}
