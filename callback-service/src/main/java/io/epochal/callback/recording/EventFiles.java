package io.epochal.callback.recording;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The two files of one recording. All of their names is from the log, so that files that are written anew have the names they had. */
record EventFiles(Path train, Path validation) {
    private static final String TRAIN = "train";
    private static final String VALIDATION = "validation";

    static EventFiles of(Path folder, int position, Bookmark bookmark) {
        String name = "events.out.tfevents." + bookmark.started().getEpochSecond() + ".epochal." + bookmark.began()
                + end(position);
        return new EventFiles(
                folder.resolve(TRAIN).resolve(name), folder.resolve(VALIDATION).resolve(name));
    }

    /** Whether both are as long as the bookmark says, or longer. */
    boolean hold(Bookmark bookmark) throws IOException {
        return holds(train, bookmark.trainLength()) && holds(validation, bookmark.validationLength());
    }

    private static boolean holds(Path file, long length) throws IOException {
        return Files.exists(file) && Files.size(file) >= length;
    }

    /** Deletes those of every attempt: a reader would take the files of an earlier one for events that are there twice. */
    static void deleteAll(Path folder, int position) throws IOException {
        for (String part : List.of(TRAIN, VALIDATION)) {
            if (Files.isDirectory(folder.resolve(part))) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(
                        folder.resolve(part), "events.out.tfevents.*.epochal.*" + end(position))) {
                    for (Path file : files) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private static String end(int position) {
        return "." + position + ".v2";
    }
}
