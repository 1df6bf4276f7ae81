package io.epochal.callback.recording.tensorboard;

import io.epochal.callback.policy.ReservedNames;
import io.epochal.callback.policy.TensorBoard;
import io.epochal.callback.recording.folder.OffsetIndex;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The event files of one recording. Their name comes from the log alone, so files that are written anew keep it.
 *
 * @param hparams in the folder above the other two: TensorBoard's hparams page shows the metrics of the folders below, as {@code train.}
 *     and {@code validation.}
 */
record EventFiles(Path hparams, Path train, Path validation) {
    private static final String PREFIX = ReservedNames.EVENT_FILE + ".";
    private static final Pattern NAME =
            Pattern.compile(Pattern.quote(PREFIX) + "-?[0-9]{1,20}\\.epochal\\.-?[0-9]{1,20}\\.v2");
    private static final String ANY = PREFIX + "*.epochal.*.v2";

    static EventFiles of(Path folder, String name) {
        return new EventFiles(
                folder.resolve(name),
                folder.resolve(TensorBoard.TRAIN).resolve(name),
                folder.resolve(TensorBoard.VALIDATION).resolve(name));
    }

    /** The name of files that begin with this event. */
    static String name(TrainingEvent first) {
        return PREFIX + first.time().getEpochSecond() + ".epochal." + first.attempt() + ".v2";
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Whether the files of metrics are as long as the entry confirms, or longer. */
    boolean hold(RecordingRoot root, OffsetIndex.Entry entry) throws IOException {
        return holds(root, train, entry.train()) && holds(root, validation, entry.validation());
    }

    private static boolean holds(RecordingRoot root, Path file, long length) throws IOException {
        return root.hasFile(file) && Files.size(file) >= length;
    }

    void delete(RecordingRoot root) throws IOException {
        root.delete(hparams);
        root.delete(train);
        root.delete(validation);
    }

    /** Deletes those of every attempt, for when it is unknown which one was the last. */
    static void deleteAll(RecordingRoot root, Path folder) throws IOException {
        for (Path part : List.of(folder, folder.resolve(TensorBoard.TRAIN), folder.resolve(TensorBoard.VALIDATION))) {
            if (Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(part, ANY)) {
                    for (Path file : files) {
                        root.delete(file);
                    }
                }
            }
        }
    }
}
