package io.epochal.callback.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The content of a folder: files with their bytes, folders and links. */
final class FolderSnapshot {
    private FolderSnapshot() {}

    static Map<String, String> of(Path folder, Predicate<String> wanted) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> all = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            for (Path one : all.toList()) {
                String name = folder.relativize(one).toString();
                if (wanted.test(name)) {
                    found.put(name, content(one));
                }
            }
        }
        return found;
    }

    /** What a user finds of one run: all but the recorders' own files. */
    static Map<String, String> recorded(Path root, String run) throws IOException {
        Map<String, String> found = of(root.resolve(run), name -> !name.contains(".recorded") && !name.isEmpty());
        assertThat(found).isNotEmpty();
        return found;
    }

    private static String content(Path one) throws IOException {
        if (Files.isSymbolicLink(one)) {
            return "link to " + Files.readSymbolicLink(one);
        }
        return Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS)
                ? "folder"
                : new String(Files.readAllBytes(one), java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
