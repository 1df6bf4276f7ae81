package io.epochal.callback.policy;

import java.util.Locale;

/** Names of the files that recorders keep for themselves: no logger may write a file or folder of such a name. */
public final class ReservedNames {
    public static final String POSTED = ".posted";
    public static final String RECORDED = ".recorded";
    public static final String RECORDED_CSV = ".recorded-csv";
    public static final String EVENT_FILE = "events.out.tfevents";

    private ReservedNames() {}

    /** Whether a part of a path is reserved, as deciders check it. */
    static boolean contain(String part) {
        return part.startsWith(RECORDED)
                || part.startsWith(POSTED)
                || part.contains(RECORDED_CSV + ".json")
                || part.startsWith(EVENT_FILE);
    }

    /** Whether any part of a path is reserved, as recorders check it: some file systems do not distinguish upper and lower case. */
    public static boolean containAnyOf(String path) {
        for (String part : path.toLowerCase(Locale.ROOT).split("/", -1)) {
            if (part.startsWith(RECORDED)
                    || part.startsWith(POSTED + ".json")
                    || part.startsWith(EVENT_FILE + ".")
                    || part.contains(RECORDED_CSV)) {
                return true;
            }
        }
        return false;
    }
}
