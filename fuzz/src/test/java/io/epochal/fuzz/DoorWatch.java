package io.epochal.fuzz;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gives inputs to a door on a thread of its own: a door that does not come back is left there. */
final class DoorWatch implements AutoCloseable {
    private static final int LONGEST_MESSAGE = 8000;

    private final Door door;
    private final Path folder;
    private final Duration limit;
    private final ExecutorService reading;
    private volatile @Nullable Thread reader;

    /** @param limit of one input */
    DoorWatch(Door door, Path folder, Duration limit) {
        this.door = door;
        this.folder = folder;
        this.limit = limit;
        this.reading = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "door " + door);
            thread.setDaemon(true);
            reader = thread;
            return thread;
        });
    }

    /**
     * What a door made of an input.
     *
     * @param fault that it must not have; empty if it has none
     */
    record Answer(boolean taken, Optional<String> fault) {
        static final Answer TAKEN = new Answer(true, Optional.empty());
        static final Answer REFUSED = new Answer(false, Optional.empty());

        static Answer wrong(String fault) {
            return new Answer(false, Optional.of(fault));
        }
    }

    Answer give(byte[] input) throws InterruptedException {
        try {
            return reading.submit(() -> read(input)).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            Thread hangs = reader;
            String where = hangs == null
                    ? ""
                    : Arrays.stream(hangs.getStackTrace())
                            .map(String::valueOf)
                            .collect(Collectors.joining("\n  at ", "\n  at ", ""));
            return Answer.wrong("no answer in " + limit.toMillis() + " ms" + where);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the watch has failed", e);
        }
    }

    private Answer read(byte[] input) {
        try {
            door.reader().read(input, folder);
            return Answer.TAKEN;
        } catch (Throwable thrown) {
            return refused(thrown);
        }
    }

    private Answer refused(Throwable thrown) {
        if (door.refusals().stream().noneMatch(declared -> declared.isInstance(thrown))) {
            return Answer.wrong("threw " + thrown
                    + Arrays.stream(thrown.getStackTrace())
                            .limit(20)
                            .map(String::valueOf)
                            .collect(Collectors.joining("\n  at ", "\n  at ", "")));
        }
        String message = String.valueOf(thrown.getMessage());
        if (thrown.getMessage() == null || message.isBlank() || message.length() > LONGEST_MESSAGE) {
            return Answer.wrong("refused without words, or with too many: " + thrown.getClass() + " of "
                    + message.length() + " characters");
        }
        return message.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n')
                ? Answer.wrong("refused with control characters: " + message.replaceAll("\\p{Cc}", "?"))
                : Answer.REFUSED;
    }

    @Override
    public void close() {
        reading.shutdownNow();
    }
}
