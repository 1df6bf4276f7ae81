package io.epochal.callback.checkpoints;

import io.epochal.callback.store.CheckpointDoor;
import io.epochal.checkpoint.FolderObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.checkpoint.ReadOnlyStore;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A service that reads the checkpoints of a folder, and soon loses patience with a client that takes nothing. */
public final class FolderDoor implements QuarkusTestProfile {
    static final int EXPORTS = 2;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "epochal.api.exports", Integer.toString(EXPORTS),
                "epochal.export.memory", "1000000",
                "quarkus.http.idle-timeout", "3S");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(Gates.class);
    }

    /** The folder. */
    static ObjectStore store() {
        return new FolderObjectStore(folder());
    }

    /** In another class loader than the test's profile. */
    static Path folder() {
        try {
            return Files.createDirectories(
                    Path.of("target", "door-" + ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In place of the one that S3's settings make. */
    @Alternative
    @Singleton
    static class Gates {
        @Produces
        @Alternative
        @Singleton
        CheckpointDoor folder() {
            return new CheckpointDoor(Optional.of(() -> new ReadOnlyStore(store())));
        }
    }
}
