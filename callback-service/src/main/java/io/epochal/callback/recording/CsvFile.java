package io.epochal.callback.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.PythonText;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One CSV file of one run and how far it is written, which is kept beside it and replaced after each row. */
final class CsvFile {
    private static final String MARK = ".recorded-csv.json";

    /**
     * @param last the moment of the last event that is in the file
     * @param length in bytes up to there
     * @param settings by which it is written; null when its logger is not in the list any more
     * @param columns as the first row's logs decided; null before it
     * @param rows those that are in it
     */
    record Mark(
            Moment last, long length, @Nullable CsvSettings settings, @Nullable List<String> columns, List<Row> rows) {
        static final Mark NONE = new Mark(Moment.BEGINNING, 0, null, null, List.of());
    }

    /** The moment that brought a row, and where the row begins. */
    record Row(Moment moment, long begin) {}

    private final Path file;
    private Mark mark;

    private CsvFile(Path file, Mark mark) {
        this.file = file;
        this.mark = mark;
    }

    /** As it was left, or an empty one. */
    static CsvFile open(Path file) throws IOException {
        if (Files.exists(marked(file))) {
            return new CsvFile(file, read(file));
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        CsvFile fresh = new CsvFile(file, Mark.NONE);
        fresh.append("", Mark.NONE);
        return fresh;
    }

    /** Those of a run's folder. */
    static List<CsvFile> below(Path folder) throws IOException {
        List<CsvFile> found = new ArrayList<>();
        if (Files.notExists(folder)) {
            return found;
        }
        for (Path mark : Tree.of(folder)) {
            String name = mark.getFileName().toString();
            if (name.endsWith(MARK)) {
                found.add(open(mark.resolveSibling(name.substring(0, name.length() - MARK.length()))));
            }
        }
        return found;
    }

    /** Whether the file holds as much as its mark says. */
    static boolean whole(Path file) throws IOException {
        try {
            return Files.exists(marked(file))
                    && Files.exists(file)
                    && Files.size(file)
                            >= Wire.JSON
                                    .readValue(marked(file).toFile(), Mark.class)
                                    .length();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** The next {@link #open} writes the file anew. */
    static void forget(Path file) throws IOException {
        Files.deleteIfExists(marked(file));
    }

    boolean is(Path place) {
        return file.equals(place);
    }

    /** Whether it belongs to the logger at this place of the callbacks list. */
    boolean isAt(int position) {
        return mark.settings() != null && mark.settings().position() == position;
    }

    /** Is written by these settings from this moment on, or by nobody. */
    void follow(Moment moment, Optional<CsvSettings> settings) throws IOException {
        if (!moment.isBefore(mark.last()) && !settings.equals(Optional.ofNullable(mark.settings()))) {
            append("", new Mark(moment, mark.length(), settings.orElse(null), mark.columns(), mark.rows()));
        }
    }

    /** Takes back the rows that a new attempt has made void. */
    void takeBack(Moment firstVoid, TrainingEvent attempt) throws IOException {
        if (attempt.attempt() <= mark.last().attempt()) {
            return;
        }
        List<Row> kept = mark.rows().stream()
                .filter(row -> row.moment().isBefore(firstVoid))
                .toList();
        long length =
                kept.size() < mark.rows().size() ? mark.rows().get(kept.size()).begin() : mark.length();
        List<String> columns = kept.isEmpty() ? null : mark.columns();
        append("", new Mark(Moment.of(attempt), length, mark.settings(), columns, kept));
    }

    /** A row, once; the first one brings the header. */
    void write(Moment moment, int epoch, Metrics logs) throws IOException {
        CsvSettings settings = mark.settings();
        if (settings == null || !mark.last().isBefore(moment)) {
            return;
        }
        List<String> columns = mark.columns();
        StringBuilder text = new StringBuilder();
        if (columns == null) {
            columns = columns(logs);
            text.append(row("epoch", columns, settings.separator()));
        }
        text.append(row(
                Integer.toString(epoch),
                columns.stream().map(column -> value(logs, column)).toList(),
                settings.separator()));
        List<Row> rows = new ArrayList<>(mark.rows());
        rows.add(new Row(moment, mark.length()));
        append(text.toString(), new Mark(moment, mark.length(), settings, columns, rows));
    }

    /** Sorted; without validation in the first epoch a column for each is left for later, as Keras does. */
    private static List<String> columns(Metrics logs) {
        List<String> columns = new ArrayList<>(logs.values().keySet());
        if (columns.stream().noneMatch(column -> column.startsWith("val_"))) {
            List.copyOf(columns).forEach(column -> columns.add("val_" + column));
        }
        return columns;
    }

    private static String value(Metrics logs, String column) {
        return logs.get(column).isPresent() ? PythonText.repr(logs.get(column).getAsDouble()) : "NA";
    }

    private static String row(String first, List<String> rest, char separator) {
        return Stream.concat(Stream.of(first), rest.stream())
                        .map(text -> text.indexOf(separator) < 0 ? text : '"' + text + '"')
                        .collect(Collectors.joining(String.valueOf(separator)))
                + "\r\n";
    }

    /** What lies beyond the mark was not confirmed, or is void: it is cut off last, so that no mark ever says more than is there. */
    private void append(String text, Mark next) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock alone = channel.lock()) {
            check(channel);
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            long place = next.length();
            while (rest.hasRemaining()) {
                place += channel.write(rest, place);
            }
            mark = new Mark(next.last(), place, next.settings(), next.columns(), next.rows());
            WholeFile.replace(marked(file), Wire.JSON.writeValueAsBytes(mark));
            channel.truncate(place);
        }
    }

    private void check(FileChannel channel) throws IOException {
        if (Files.exists(marked(file)) && !read(file).equals(mark)) {
            throw new WrittenElsewhere(file);
        }
        if (channel.size() < mark.length()) {
            throw new NoSuchFileException(file.toString(), null, "what was recorded there is gone");
        }
    }

    private static Mark read(Path file) throws IOException {
        return Wire.JSON.readValue(marked(file).toFile(), Mark.class);
    }

    private static Path marked(Path file) {
        return file.resolveSibling(file.getFileName() + MARK);
    }
}
