package io.epochal.callback.recording.remote;

import io.epochal.callback.recording.folder.RecordingRoot;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is known of runs that post: their monitors and the epochs that were posted. The disk has the truth; this is a cache of it.
 */
final class MonitoredRuns {
    private static final int MOST_RUNS = 2000;
    private static final int MOST_REPORTS = 50;

    private final RecordingRoot root;
    private final Map<String, Run> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Run> eldest) {
            return size() > MOST_RUNS;
        }
    };

    MonitoredRuns(RecordingRoot root) {
        this.root = root;
    }

    /** @param reported what was reported of the run already */
    record Run(String id, PostedEpochs posted, Set<String> reported) {
        boolean isFirstReport(String what) {
            return reported.size() < MOST_REPORTS && reported.add(what);
        }
    }

    /** The run; of a run under way it is read from disk after a restart. */
    Run get(String id) throws IOException {
        Run run = known.get(id);
        if (run == null) {
            run = new Run(id, PostedEpochs.readFrom(root, id).orElse(PostedEpochs.NONE), new HashSet<>());
            known.put(id, run);
        }
        return run;
    }

    /** Returns once this is on disk. */
    void update(Run run, PostedEpochs posted) throws IOException {
        posted.writeTo(root, run.id());
        known.put(run.id(), new Run(run.id(), posted, run.reported()));
    }

    void forget(String id) {
        known.remove(id);
    }

    void forgetAll() {
        known.clear();
    }
}
