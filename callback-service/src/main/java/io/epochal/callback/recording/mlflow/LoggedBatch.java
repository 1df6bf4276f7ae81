package io.epochal.callback.recording.mlflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is written into a run at once, in as many requests as MLflow's limits ask for. */
record LoggedBatch(List<LoggedPoint> points, SortedMap<String, String> params, SortedMap<String, String> tags) {
    /** Of a request. MLflow takes 1000 entries, of which 100 are params and 100 tags, and a megabyte. */
    static final int POINTS = 800;

    private static final int PARAMS = 50;
    private static final int TAGS = 90;

    static LoggedBatch of(SortedMap<String, String> params, SortedMap<String, String> tags) {
        return new LoggedBatch(List.of(), params, tags);
    }

    static LoggedBatch of(EventEntries entries) {
        return new LoggedBatch(entries.points(), new TreeMap<>(), entries.tags());
    }

    /** The bodies; the last one says how far the run is written. */
    List<Map<String, Object>> requests(MlflowRun run) {
        List<Map<String, Object>> values =
                points.stream().map(LoggedPoint::toJson).toList();
        List<Map<String, Object>> settings = json(params);
        List<Map<String, Object>> words = json(tags);
        int count = Math.max(Math.max(1, parts(words, TAGS)), Math.max(parts(values, POINTS), parts(settings, PARAMS)));
        List<Map<String, Object>> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Map<String, Object>> some = new ArrayList<>(part(words, i, TAGS));
            if (i == count - 1) {
                some.add(tag(
                        MlflowServer.POSITION,
                        run.position().attempt() + "/" + run.position().sequence()));
            }
            requests.add(Map.of(
                    "run_id",
                    run.id(),
                    "metrics",
                    part(values, i, POINTS),
                    "params",
                    part(settings, i, PARAMS),
                    "tags",
                    some));
        }
        return requests;
    }

    static List<Map<String, Object>> json(SortedMap<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(one -> tag(one.getKey(), one.getValue()))
                .toList();
    }

    private static Map<String, Object> tag(String key, String value) {
        return Map.of("key", key, "value", value);
    }

    private static int parts(List<?> all, int size) {
        return (all.size() + size - 1) / size;
    }

    private static <T> List<T> part(List<T> all, int index, int size) {
        int from = Math.min(all.size(), index * size);
        return all.subList(from, Math.min(all.size(), from + size));
    }
}
