package io.epochal.callback.recording;

import io.epochal.callback.recording.folder.UnrecordableException;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * A recording that has ended early; every other one continues. All texts are printable and short.
 *
 * @param recorder {@code tensorboard}, {@code csv}, {@code remote-monitor}, {@code mlflow}, {@code mlflow-artifacts} or {@code alerts}
 * @param place what was to be written, or posted to
 * @param temporary whether the disk or the machine is the cause, so that the recording is written anew from the log when the
 *     service restarts
 */
public record RecordingFailure(String recorder, String run, String place, String reason, boolean temporary) {
    private static final int LONGEST_NAME = 300;
    private static final int LONGEST_REASON = 1000;

    public RecordingFailure {
        run = Printable.of(String.valueOf(run), LONGEST_NAME);
        place = Printable.of(place, LONGEST_NAME);
        reason = Printable.of(reason, LONGEST_REASON);
    }

    /** The failure for what was thrown; an error of the JVM itself is thrown on. */
    public static RecordingFailure of(String recorder, @Nullable String run, String place, Throwable thrown) {
        if (thrown instanceof VirtualMachineError error && !(thrown instanceof StackOverflowError)) {
            throw error;
        }
        return new RecordingFailure(recorder, String.valueOf(run), place, reason(thrown), isTemporary(thrown));
    }

    private static boolean isTemporary(@Nullable Throwable thrown) {
        return thrown instanceof UncheckedIOException
                ? isTemporary(thrown.getCause())
                : thrown instanceof IOException
                        && !(thrown instanceof UnrecordableException)
                        && !(thrown instanceof FileAlreadyExistsException);
    }

    private static String reason(Throwable thrown) {
        String message = thrown.getMessage();
        boolean explains = thrown instanceof UnrecordableException
                || thrown instanceof NoSuchFileException
                || thrown instanceof SpecException;
        return explains && message != null ? message : thrown.toString();
    }
}
