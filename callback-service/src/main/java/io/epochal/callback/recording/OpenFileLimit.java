package io.epochal.callback.recording;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many recordings stay open. Each has up to three files, and there are two recorders of files beside sockets and the log. */
final class OpenFileLimit {
    /** With more runs at once than this, each event opens its files again, which takes ten times as long as writing it. */
    private static final int MOST = 1000;

    private static final int LEAST = 20;
    private static final int SHARE = 10;

    private OpenFileLimit() {}

    static int recordings() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? of(system.getMaxFileDescriptorCount())
                : LEAST;
    }

    /** @param files that the process may have open */
    static int of(long files) {
        return (int) Math.max(LEAST, Math.min(MOST, files / SHARE));
    }
}
