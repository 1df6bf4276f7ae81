package io.epochal.callback.recording.folder;

import java.util.Locale;

/** Names of the files that recorders keep for themselves; no logger may ask for one, or for a folder of such a name. */
public final class ReservedNames {
    public static final String POSTED = ".posted.json";
    public static final String RECORDED = ".recorded";
    public static final String RECORDED_CSV = ".recorded-csv";
    public static final String EVENT_FILE = "events.out.tfevents.";

    private ReservedNames() {}

    /** Whether a part of this path is one, in whatever case: some file systems make no difference. */
    public static boolean among(String path) {
        for (String part : path.toLowerCase(Locale.ROOT).split("/", -1)) {
            if (part.startsWith(RECORDED)
                    || part.startsWith(POSTED)
                    || part.startsWith(EVENT_FILE)
                    || part.contains(RECORDED_CSV)) {
                return true;
            }
        }
        return false;
    }
}
