package io.epochal.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What commands write down about the stack of a home folder, for each other. */
record StackFolder(Path home) {
    private static final String INTENT = "meant.json";
    private static final String RUNNING = "stack.json";
    static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Creates what a stack needs, readable by nobody else. */
    void prepare() throws IOException {
        PrivateFiles.create(home);
        for (String part : new String[] {"kafka", "s3", "logs"}) {
            PrivateFiles.own(home.resolve(part));
        }
    }

    Optional<DesiredState> intent() throws IOException {
        return read(INTENT, DesiredState.class);
    }

    boolean means(DesiredState intent) throws IOException {
        return intent().filter(now -> now.token().equals(intent.token())).isPresent();
    }

    void write(DesiredState intent) throws IOException {
        PrivateFiles.write(home.resolve(INTENT), Wire.JSON.writeValueAsBytes(intent));
    }

    /** Nobody is to start anything again from now on. */
    void withdraw() throws IOException {
        Files.deleteIfExists(home.resolve(INTENT));
    }

    RecordedState running() throws IOException {
        return read(RUNNING, RecordedState.class).orElse(RecordedState.NOTHING);
    }

    void write(RecordedState running) throws IOException {
        PrivateFiles.write(home.resolve(RUNNING), Wire.JSON.writeValueAsBytes(running));
    }

    void forgetRunning() throws IOException {
        Files.deleteIfExists(home.resolve(RUNNING));
    }

    StackLock lock() throws IOException {
        return lock(PATIENCE);
    }

    StackLock lock(Duration patience) throws IOException {
        return StackLock.await(lockFile(), patience);
    }

    Optional<StackLock> tryLock() throws IOException {
        return StackLock.attempt(lockFile());
    }

    StackLease join() throws IOException {
        return StackLease.join(users());
    }

    /** Whether all of the stack is dead, and so are the commands for which it was up. */
    boolean isAbandoned(DesiredState intent) throws IOException {
        return !intent.stays() && !running().anyAlive() && StackLease.none(users());
    }

    private Path users() {
        return home.resolve("users.lock");
    }

    private Path lockFile() {
        return home.resolve("lock");
    }

    private <T> Optional<T> read(String name, Class<T> type) throws IOException {
        Path file = home.resolve(name);
        try {
            return Optional.ofNullable(Wire.JSON.readValue(Files.readAllBytes(file), type));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + " is not what a stack writes; ./epochal down stops what is left and deletes it", e);
        }
    }
}
