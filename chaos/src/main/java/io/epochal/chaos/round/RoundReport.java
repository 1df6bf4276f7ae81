package io.epochal.chaos.round;

import io.epochal.chaos.outcome.ResultTable;
import io.epochal.chaos.outcome.RoundResult;
import io.epochal.chaos.plan.ScheduledFault;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints a line for each round and a table at the end; writes both to {@code results.jsonl} and {@code table.md}. */
public final class RoundReport implements AutoCloseable {
    private static final int SHOWN = 6;

    private final Path work;
    private final long seed;
    private final Writer results;

    public RoundReport(Path work, long seed) throws IOException {
        this.work = work;
        this.seed = seed;
        Files.createDirectories(work);
        this.results = Files.newBufferedWriter(work.resolve("results.jsonl"));
    }

    public void started(Duration length) {
        System.out.printf(Locale.ROOT, "without faults, the run takes %.1f s%n", seconds(length));
    }

    public void round(RoundResult result) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "round %d, seed %d: %s: %s, %.1f s%s%s%n",
                result.round(),
                seed,
                words(result.injected()),
                result.outcome().words(),
                seconds(result.took()),
                result.nextBatch()
                        .map(time -> ", next batch after " + time.toMillis() + " ms")
                        .orElse(""),
                result.missed().isEmpty() ? "" : "; the run ended before " + words(result.missed()));
        result.differences().stream().limit(SHOWN).forEach(difference -> System.out.println("    " + difference));
        if (result.differences().size() > SHOWN) {
            System.out.println("    and " + (result.differences().size() - SHOWN) + " more in results.jsonl");
        }
        results.write(Wire.JSON.writeValueAsString(json(result)) + "\n");
        results.flush();
    }

    public void end(List<RoundResult> all) throws IOException {
        String text = ResultTable.of(all) + "\n" + ResultTable.recovery(all) + "\n";
        System.out.println("\n" + text);
        Files.writeString(work.resolve("table.md"), text);
    }

    private Map<String, Object> json(RoundResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seed", seed);
        json.put("round", result.round());
        json.put(
                "struck",
                result.injected().stream().map(ScheduledFault::toString).toList());
        json.put(
                "missed", result.missed().stream().map(ScheduledFault::toString).toList());
        json.put("outcome", result.outcome().words());
        json.put("differences", result.differences());
        json.put("took_ms", result.took().toMillis());
        result.nextBatch().ifPresent(time -> json.put("next_batch_ms", time.toMillis()));
        return json;
    }

    private static String words(List<ScheduledFault> faults) {
        return faults.isEmpty()
                ? "nothing"
                : faults.stream().map(ScheduledFault::toString).collect(Collectors.joining("; "));
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    @Override
    public void close() throws IOException {
        results.close();
    }
}
