package io.epochal.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The files of a home folder that hold the state of its stack. */
record StackFolder(Path home) {
    private static final String DESIRED = "meant.json";
    private static final String RECORDED = "stack.json";
    static final Duration LOCK_TIMEOUT = Duration.ofMinutes(3);

    /** Creates the folders of a stack, readable for their owner only. */
    void prepare() throws IOException {
        PrivateFiles.create(home);
        for (String part : new String[] {"kafka", "s3", "logs"}) {
            PrivateFiles.own(home.resolve(part));
        }
    }

    Optional<DesiredState> desired() throws IOException {
        return read(DESIRED, DesiredState.class);
    }

    boolean isDesired(DesiredState state) throws IOException {
        return desired().filter(now -> now.token().equals(state.token())).isPresent();
    }

    void write(DesiredState desired) throws IOException {
        PrivateFiles.write(home.resolve(DESIRED), Wire.JSON.writeValueAsBytes(desired));
    }

    /** From now on, no process is started or restarted. */
    void deleteDesired() throws IOException {
        Files.deleteIfExists(home.resolve(DESIRED));
    }

    RecordedState recorded() throws IOException {
        return read(RECORDED, RecordedState.class).orElse(RecordedState.NOTHING);
    }

    void write(RecordedState recorded) throws IOException {
        PrivateFiles.write(home.resolve(RECORDED), Wire.JSON.writeValueAsBytes(recorded));
    }

    /** Deletes what is known of the processes, and the addresses that programs find. */
    void deleteRecorded() throws IOException {
        Files.deleteIfExists(home.resolve(RECORDED));
        Files.deleteIfExists(home.resolve(ServiceAddress.FILE));
        KafkaProperties.delete(home);
    }

    /** Whether Kafka and S3 have been up since their processes were started last. */
    boolean hasBeenReady() {
        return Files.exists(home.resolve(Infrastructure.FILE));
    }

    /** Empty until the first callback service has been ready. */
    Optional<ServiceAddress> address() throws IOException {
        return read(ServiceAddress.FILE, ServiceAddress.class);
    }

    /** The port that the first callback service is to listen on: as it should be, else the one that it had, if that is free. */
    int port() throws IOException {
        Integer desired = desired().map(DesiredState::port).orElse(null);
        if (desired != null) {
            return desired;
        }
        return address().map(before -> ServiceAddress.preferred(before.port())).orElse(ServiceAddress.ANY);
    }

    StackLock lock() throws IOException {
        return lock(LOCK_TIMEOUT);
    }

    StackLock lock(Duration timeout) throws IOException {
        return StackLock.await(lockFile(), timeout);
    }

    Optional<StackLock> tryLock() throws IOException {
        return StackLock.attempt(lockFile());
    }

    StackLease lease() throws IOException {
        return StackLease.take(users());
    }

    /** Whether all processes of the stack are dead, and all commands that used it have ended. */
    boolean isAbandoned(DesiredState desired) throws IOException {
        return !desired.stays() && !recorded().anyAlive() && StackLease.none(users());
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
            throw new IOException(file + " is invalid; ./epochal down stops the processes and deletes it", e);
        }
    }
}
