package io.epochal.callback.recording;

import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The two files of one recording. All of their name is from the log, so that files that are written anew have the name they had. */
record EventFiles(Path train, Path validation) {
    private static final String TRAIN = "train";
    private static final String VALIDATION = "validation";
    private static final String ANY = "events.out.tfevents.*.epochal.*.v2";

    static EventFiles of(Path folder, String name) {
        return new EventFiles(
                folder.resolve(TRAIN).resolve(name), folder.resolve(VALIDATION).resolve(name));
    }

    /** Of files that begin with this event. */
    static String name(TrainingEvent first) {
        return "events.out.tfevents." + first.time().getEpochSecond() + ".epochal." + first.attempt() + ".v2";
    }

    /** Whether both are as long as the mark says, or longer. */
    boolean hold(Marks.Mark mark) throws IOException {
        return holds(train, mark.train()) && holds(validation, mark.validation());
    }

    private static boolean holds(Path file, long length) throws IOException {
        return Files.exists(file) && Files.size(file) >= length;
    }

    /** Deletes those of every attempt: a reader would take the files of an earlier one for events that are there twice. */
    static void deleteAll(Path folder) throws IOException {
        for (String part : List.of(TRAIN, VALIDATION)) {
            if (Files.isDirectory(folder.resolve(part))) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve(part), ANY)) {
                    for (Path file : files) {
                        Files.delete(file);
                    }
                }
            }
        }
    }
}
