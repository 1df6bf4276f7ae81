package io.epochal.callback.recording.tensorboard;

import io.epochal.callback.recording.folder.OffsetIndex;
import io.epochal.callback.recording.folder.ReservedNames;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The two files of one recording. All of their name is from the log, so that files that are written anew have the name they had. */
public record EventFiles(Path train, Path validation) {
    public static final String TRAIN = "train";
    public static final String VALIDATION = "validation";
    private static final Pattern NAME =
            Pattern.compile(Pattern.quote(ReservedNames.EVENT_FILE) + "-?[0-9]{1,20}\\.epochal\\.-?[0-9]{1,20}\\.v2");
    private static final String ANY = ReservedNames.EVENT_FILE + "*.epochal.*.v2";

    public static EventFiles of(Path folder, String name) {
        return new EventFiles(
                folder.resolve(TRAIN).resolve(name), folder.resolve(VALIDATION).resolve(name));
    }

    /** Of files that begin with this event. */
    public static String name(TrainingEvent first) {
        return ReservedNames.EVENT_FILE + first.time().getEpochSecond() + ".epochal." + first.attempt() + ".v2";
    }

    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Whether both are as long as the mark says, or longer. */
    public boolean hold(RecordingRoot root, OffsetIndex.Mark mark) throws IOException {
        return holds(root, train, mark.train()) && holds(root, validation, mark.validation());
    }

    private static boolean holds(RecordingRoot root, Path file, long length) throws IOException {
        return root.hasFile(file) && Files.size(file) >= length;
    }

    public void delete(RecordingRoot root) throws IOException {
        root.delete(train);
        root.delete(validation);
    }

    /** Those of every attempt, for when it is not known any more which one was the last. */
    public static void deleteAll(RecordingRoot root, Path folder) throws IOException {
        for (String part : List.of(TRAIN, VALIDATION)) {
            if (Files.isDirectory(folder.resolve(part), LinkOption.NOFOLLOW_LINKS)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve(part), ANY)) {
                    for (Path file : files) {
                        root.delete(file);
                    }
                }
            }
        }
    }
}
