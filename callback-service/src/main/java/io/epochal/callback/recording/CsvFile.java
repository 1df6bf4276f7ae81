package io.epochal.callback.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.PythonText;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One CSV file of one run and how far it is written, which is kept beside it and replaced after each row. */
final class CsvFile {
    private static final String MARK = ".recorded-csv.json";

    /**
     * @param sequence of the last event that is in the file
     * @param length in bytes up to there
     * @param columns as the first row's logs decided; null before it
     * @param rows those that are in it
     */
    record Mark(
            int position,
            char separator,
            int attempt,
            long sequence,
            long length,
            @Nullable List<String> columns,
            List<Row> rows) {}

    /** The event that brought a row, and where the row begins. */
    record Row(int attempt, long sequence, long begin) {}

    private final Path file;
    private Mark mark;

    private CsvFile(Path file, Mark mark) {
        this.file = file;
        this.mark = mark;
    }

    /** Anew with a new attempt, and where it stood with a repeated one. */
    static CsvFile begin(Path file, int position, char separator, int attempt) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path mark = marked(file);
        if (Files.exists(mark)) {
            CsvFile there = new CsvFile(file, Wire.JSON.readValue(mark.toFile(), Mark.class));
            if (there.mark.attempt() >= attempt) {
                return there;
            }
        }
        CsvFile fresh = new CsvFile(file, new Mark(position, separator, attempt, -1, 0, null, List.of()));
        fresh.append("", fresh.mark);
        return fresh;
    }

    static List<CsvFile> below(Path folder) throws IOException {
        List<CsvFile> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder, 4)) {
            for (Path mark : files.filter(one -> one.toString().endsWith(MARK)).toList()) {
                String name = mark.getFileName().toString();
                Path file = mark.resolveSibling(name.substring(0, name.length() - MARK.length()));
                found.add(new CsvFile(file, Wire.JSON.readValue(mark.toFile(), Mark.class)));
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

    /** The next {@link #begin} writes the file anew. */
    static void forget(Path file) throws IOException {
        Files.deleteIfExists(marked(file));
    }

    boolean at(Path place) {
        return file.equals(place);
    }

    int position() {
        return mark.position();
    }

    /** Takes back the rows that are void now. */
    void goOn(RunResumed resumed) throws IOException {
        if (resumed.attempt() <= mark.attempt()) {
            return;
        }
        List<Row> kept = mark.rows().stream()
                .filter(row -> row.attempt() < resumed.fromAttempt()
                        || (row.attempt() == resumed.fromAttempt() && row.sequence() < resumed.fromSequence()))
                .toList();
        long length =
                kept.size() < mark.rows().size() ? mark.rows().get(kept.size()).begin() : mark.length();
        mark = new Mark(
                mark.position(),
                mark.separator(),
                resumed.attempt(),
                resumed.sequence(),
                length,
                kept.isEmpty() ? null : mark.columns(),
                kept);
        append("", mark);
    }

    /** A row, once; the first one brings the header. */
    void write(int attempt, long sequence, int epoch, Metrics logs) throws IOException {
        if (attempt < mark.attempt() || (attempt == mark.attempt() && sequence <= mark.sequence())) {
            return;
        }
        List<String> columns = mark.columns();
        StringBuilder text = new StringBuilder();
        if (columns == null) {
            columns = columns(logs);
            text.append(row("epoch", columns));
        }
        text.append(row(
                Integer.toString(epoch),
                columns.stream().map(column -> value(logs, column)).toList()));
        List<Row> rows = new ArrayList<>(mark.rows());
        rows.add(new Row(attempt, sequence, mark.length()));
        append(
                text.toString(),
                new Mark(mark.position(), mark.separator(), attempt, sequence, mark.length(), columns, rows));
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

    private String row(String first, List<String> rest) {
        return Stream.concat(Stream.of(first), rest.stream())
                        .map(this::quoted)
                        .collect(Collectors.joining(String.valueOf(mark.separator())))
                + "\r\n";
    }

    private String quoted(String text) {
        return text.indexOf(mark.separator()) < 0 ? text : '"' + text + '"';
    }

    /** What lies beyond the mark was not confirmed and is overwritten. */
    private void append(String text, Mark next) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (channel.size() < mark.length()) {
                throw new NoSuchFileException(file.toString(), null, "what was recorded there is gone");
            }
            channel.truncate(mark.length());
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            long place = mark.length();
            while (rest.hasRemaining()) {
                place += channel.write(rest, place);
            }
        }
        mark = new Mark(
                next.position(),
                next.separator(),
                next.attempt(),
                next.sequence(),
                mark.length() + bytes.length,
                next.columns(),
                next.rows());
        WholeFile.replace(marked(file), Wire.JSON.writeValueAsBytes(mark));
    }

    private static Path marked(Path file) {
        return file.resolveSibling(file.getFileName() + MARK);
    }
}
