package io.epochal.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The tables of docs/operations.md. */
final class OperationsPage {
    /** @param value without the backquotes; empty when it is said in words */
    record Setting(String variable, String said, String value, Set<String> readers) {}

    record Right(String principal, String type, String name, Set<String> operations) {}

    private OperationsPage() {}

    /** Rows of our own variables. */
    static List<Setting> settings() {
        return rows().filter(row -> row.get(0).startsWith("`EPOCHAL_"))
                .map(row -> new Setting(plain(row.get(0)), row.get(1), quoted(row.get(1)), words(row.get(3))))
                .toList();
    }

    static List<Right> rights() {
        return rows().filter(row -> row.get(0).startsWith("`epochal-"))
                .map(row -> new Right(plain(row.get(0)), row.get(1), plain(row.get(2)), words(row.get(3))))
                .toList();
    }

    /** What is to be allowed in S3. */
    static List<String> actions() {
        return rows().flatMap(row -> row.stream().filter(cell -> cell.startsWith("`s3:")))
                .flatMap(cell -> words(cell).stream())
                .map(OperationsPage::plain)
                .toList();
    }

    private static Stream<List<String>> rows() {
        try {
            return Files.readAllLines(Path.of("../docs/operations.md")).stream()
                    .filter(line -> line.startsWith("|"))
                    .map(line -> Arrays.stream(line.substring(1).split("\\|", -1))
                            .map(String::trim)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> words(String cell) {
        return Set.of(cell.split(", ", -1));
    }

    private static String plain(String cell) {
        return cell.replace("`", "");
    }

    private static String quoted(String cell) {
        return cell.startsWith("`") ? plain(cell) : "";
    }
}
