package io.epochal.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.callback.policy.Replay;
import io.epochal.cli.spec.ReplayCaseJson;
import io.epochal.cli.view.ReplayResultJson;
import io.epochal.protocol.field.SpecException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Replays many cases in parallel: a JSON object a line in, a result a line out, in the same order. */
final class ReplayCases {
    private static final int BATCH = 4096;

    private ReplayCases() {}

    /** @param from a file, or {@code -} for standard input */
    static void replay(String from, CallbackProviders plugins) throws IOException {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        try (Reader source = from.equals("-")
                        ? new InputStreamReader(System.in, StandardCharsets.UTF_8)
                        : Files.newBufferedReader(Path.of(from), StandardCharsets.UTF_8);
                BufferedReader lines = new BufferedReader(source)) {
            for (List<String> batch = next(lines); !batch.isEmpty(); batch = next(lines)) {
                batch.parallelStream()
                        .map(one -> replayCase(one, plugins))
                        .toList()
                        .forEach(answer -> out.append(answer).append('\n'));
            }
        }
        out.flush();
    }

    /** The result of one line; an invalid line has a result with an error. */
    private static String replayCase(String line, CallbackProviders plugins) {
        Object id = null;
        try {
            Map<?, ?> values = ReplayCaseJson.object(line);
            id = values.get("id");
            return ReplayResultJson.write(Replay.of(ReplayCaseJson.read(values), plugins));
        } catch (JsonProcessingException e) {
            return ReplayResultJson.rejected(id, "not JSON: " + e.getOriginalMessage());
        } catch (SpecException e) {
            return ReplayResultJson.rejected(id, String.valueOf(e.getMessage()));
        }
    }

    private static List<String> next(BufferedReader lines) throws IOException {
        List<String> batch = new ArrayList<>();
        String line = lines.readLine();
        while (line != null) {
            if (!line.isBlank()) {
                batch.add(line);
            }
            line = batch.size() < BATCH ? lines.readLine() : null;
        }
        return batch;
    }
}
