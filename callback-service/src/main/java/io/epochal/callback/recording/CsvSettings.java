package io.epochal.callback.recording;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What one CSVLogger of a list wants written.
 *
 * @param position in the list
 * @param filename below the run's folder
 */
record CsvSettings(int position, String filename, char separator) {
    /** Those of every CSVLogger in the list. */
    static List<CsvSettings> in(List<Map<String, Object>> callbacks) {
        return IntStream.range(0, callbacks.size())
                .filter(position -> "CSVLogger".equals(callbacks.get(position).get("type")))
                .mapToObj(position -> of(position, callbacks.get(position)))
                .toList();
    }

    /** Where it is to be written, given the run's folder. */
    Path below(Path run) {
        return run.resolve(Path.of(filename).normalize());
    }

    private static CsvSettings of(int position, Map<String, Object> settings) {
        String separator = String.valueOf(settings.getOrDefault("separator", ","));
        return new CsvSettings(position, String.valueOf(settings.get("filename")), separator.charAt(0));
    }
}
