package io.epochal.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** All doors. SECURITY.md has the table of who stands behind each. */
final class Doors {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    private Doors() {}

    static List<Door> all() throws IOException {
        List<Door> all = new ArrayList<>();
        all.addAll(CommandDoors.all());
        all.addAll(RecordDoors.all());
        all.addAll(HttpDoors.all());
        all.addAll(ModelDoors.all());
        all.addAll(DataDoors.all());
        all.addAll(OperatorDoors.all());
        return List.copyOf(all);
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static Path file(String path) {
        return REPOSITORY.resolve(path);
    }

    static byte[] bytes(String path) {
        try {
            return Files.readAllBytes(file(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of a folder and of those in it whose names are wanted, in the order of their paths. */
    static List<byte[]> files(String folder, Predicate<String> wanted) throws IOException {
        try (Stream<Path> files = Files.walk(file(folder))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> wanted.test(file.toString()))
                    .sorted()
                    .map(file -> bytes(REPOSITORY.relativize(file).toString()))
                    .toList();
        }
    }
}
