package io.epochal.callback.recording;

import io.epochal.callback.recording.folder.RecordingPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Open recordings, by run. A run that never ends is closed when others need the room, the least recently used first. */
final class OpenRuns {
    private static final int MOST_RUNS = 2000;
    private static final int MOST_REPORTS = 200;

    private final Map<String, Run> runs = new LinkedHashMap<>(16, 0.75f, true);
    private final int most;

    /** @param most recordings that stay open when another run is opened */
    OpenRuns(int most) {
        this.most = most;
    }

    /**
     * @param recordings that are open
     * @param reported what was reported of the run already
     */
    record Run(List<OpenRecording> recordings, Set<String> reported) {
        Run() {
            this(new ArrayList<>(), new HashSet<>());
        }

        boolean isFirstReport(String what) {
            return reported.size() < MOST_REPORTS && reported.add(what);
        }

        boolean has(RecordingPath path) {
            return recordings.stream().anyMatch(one -> one.path().equals(path));
        }
    }

    @Nullable
    Run get(String run) {
        return runs.get(run);
    }

    void put(String run, Run opened) {
        runs.put(run, opened);
    }

    /** The number of recordings that hold files open. */
    int recordings() {
        return runs.values().stream().mapToInt(run -> run.recordings().size()).sum();
    }

    void close(String run) throws IOException {
        Run closed = runs.remove(run);
        if (closed != null) {
            close(closed.recordings());
        }
    }

    void closeAll() throws IOException {
        List<OpenRecording> all = new ArrayList<>();
        runs.values().forEach(run -> all.addAll(run.recordings()));
        runs.clear();
        close(all);
    }

    /** Closes the least recently used runs, but not this one. */
    void makeRoom(String current) throws IOException {
        int open = recordings();
        Iterator<Map.Entry<String, Run>> eldest = runs.entrySet().iterator();
        while (eldest.hasNext() && (open > most || runs.size() > MOST_RUNS)) {
            Map.Entry<String, Run> run = eldest.next();
            if (!run.getKey().equals(current)) {
                eldest.remove();
                open -= run.getValue().recordings().size();
                close(run.getValue().recordings());
            }
        }
    }

    /** Closes all of them, even if one fails. */
    private static void close(List<OpenRecording> recordings) throws IOException {
        IOException first = null;
        for (OpenRecording recording : recordings) {
            try {
                recording.close();
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
