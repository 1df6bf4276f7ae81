package io.epochal.callback.recording.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.recording.folder.UnrecordableException;
import io.epochal.protocol.EventPosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Finds a run's MLflow runs by this recorder's tags. */
record MlflowSearch(MlflowHttp http) {
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})/(\\d{1,18})");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final int PAGE = 1000;
    private static final int RUNS = 10;
    private static final int MOST_PAGES = 1000;

    /**
     * The runs in MLflow of this run, the latest attempt first, whatever experiment they are in.
     *
     * @throws UnrecordableException where somebody has changed this recorder's tags
     */
    List<MlflowRun> find(String run) throws IOException, InterruptedException {
        List<MlflowRun> found = new ArrayList<>();
        String page = "";
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            JsonNode answer = http.post("experiments/search", Map.of("max_results", PAGE, "page_token", page));
            List<String> ids = StreamSupport.stream(answer.path("experiments").spliterator(), false)
                    .map(one -> one.path("experiment_id").asText())
                    .toList();
            if (!ids.isEmpty()) {
                find(run, ids, found);
            }
            page = answer.path("next_page_token").asText("");
            if (page.isEmpty()) {
                found.sort(Comparator.comparingInt(MlflowRun::attempt).reversed());
                return found;
            }
        }
        throw new UnrecordableException("MLflow has more experiments than are searched for a run");
    }

    private void find(String run, List<String> experiments, List<MlflowRun> found)
            throws IOException, InterruptedException {
        // A run's id is an Identifier: it has no quotes.
        String filter = "tags.\"" + MlflowServer.RUN + "\" = '" + run + "'";
        String page = "";
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            JsonNode answer = http.post(
                    "runs/search",
                    Map.of("experiment_ids", experiments, "filter", filter, "max_results", RUNS, "page_token", page));
            for (JsonNode one : answer.path("runs")) {
                found.add(read(one));
            }
            page = answer.path("next_page_token").asText("");
            if (page.isEmpty()) {
                return;
            }
        }
        throw new UnrecordableException(
                "MLflow has more runs with the tag " + MlflowServer.RUN + " = " + run + " than are read");
    }

    private static MlflowRun read(JsonNode run) throws UnrecordableException {
        Map<String, String> tags = new TreeMap<>();
        run.path("data")
                .path("tags")
                .forEach(tag ->
                        tags.put(tag.path("key").asText(), tag.path("value").asText()));
        String id = run.path("info").path("run_id").asText();
        String position = tags.getOrDefault(MlflowServer.POSITION, "");
        String attempt = tags.getOrDefault(MlflowServer.ATTEMPT, "");
        Matcher written = WRITTEN.matcher(position);
        boolean complete = written.matches();
        if (!NUMBER.matcher(attempt).matches() || !(complete || position.equals(MlflowServer.BEGUN))) {
            throw new UnrecordableException(
                    "the MLflow run " + id + " has the tag " + MlflowServer.RUN + ", but not " + MlflowServer.ATTEMPT
                            + " and " + MlflowServer.POSITION + " as this recorder writes them: it is left as it is");
        }
        EventPosition reached = complete
                ? new EventPosition(Integer.parseInt(written.group(1)), Long.parseLong(written.group(2)))
                : MlflowRun.UNFINISHED;
        return new MlflowRun(
                id,
                Integer.parseInt(attempt),
                reached,
                run.path("info").path("artifact_uri").asText(""));
    }
}
