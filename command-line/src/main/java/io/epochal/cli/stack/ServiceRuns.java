package io.epochal.cli.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.summary.OverviewFold;
import io.epochal.callback.summary.RunOverview;
import io.epochal.cli.spec.UsageException;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs as a callback service lists them.
 *
 * @param isComplete whether it has all that was in the log when it was asked
 */
public record ServiceRuns(List<RunOverview> runs, boolean isComplete) {
    private static final int PAGE = 1000;

    /**
     * Asks for them.
     *
     * @param filter as on the page
     * @param order such as {@code -started}; empty for that
     * @param limit how many at most
     * @throws UsageException for what the service refuses, with its reason
     * @throws IOException where it does not answer, or not so
     */
    public static ServiceRuns read(RestClient service, String filter, String order, int limit)
            throws IOException, UsageException {
        // A run that begins meanwhile moves others to the next page.
        Map<String, RunOverview> runs = new LinkedHashMap<>();
        boolean complete = true;
        int size = Math.min(limit, PAGE);
        for (int page = 1, pages = 1; page <= pages && runs.size() < limit; page++) {
            JsonNode answer = service.call("GET", path(filter, order, page, size), null);
            for (JsonNode one : answer.path("runs")) {
                RunOverview run = new OverviewFold(summary(one)).overview();
                if (runs.size() < limit) {
                    runs.putIfAbsent(run.id(), run);
                }
            }
            complete &= answer.path("behind").asLong(-1) == 0;
            pages = (answer.path("found").asInt() + size - 1) / size;
        }
        return new ServiceRuns(List.copyOf(runs.values()), complete);
    }

    private static String path(String filter, String order, int page, int size) {
        return "/runs?q=" + encoded(filter) + (order.isEmpty() ? "" : "&sort=" + encoded(order)) + "&page=" + page
                + "&size=" + size;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static RunSummary summary(JsonNode json) throws IOException {
        try {
            return Wire.JSON.treeToValue(json, RunSummary.class);
        } catch (JsonProcessingException e) {
            throw new IOException("the service lists a run that cannot be read", e);
        }
    }
}
