package io.epochal.callback.page;

import io.epochal.callback.page.view.RunPlaces;
import io.epochal.callback.store.CheckpointDoor;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where an operator says that checkpoints and TensorBoard are, for links on pages. */
@Startup
@Singleton
class RunPlacesSettings {
    private static final Set<String> WEB = Set.of("http", "https");

    private final RunPlaces places;

    RunPlacesSettings(
            @ConfigProperty(name = "epochal.s3.bucket") String bucket,
            @ConfigProperty(name = "epochal.tensorboard") Optional<String> tensorBoard,
            CheckpointDoor checkpoints) {
        tensorBoard.ifPresent(RunPlacesSettings::requireWeb);
        this.places = new RunPlaces(bucket, tensorBoard, checkpoints.isThere());
    }

    private static void requireWeb(String address) {
        URI uri = URI.create(address);
        if (!WEB.contains(String.valueOf(uri.getScheme())) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "epochal.tensorboard must be an address such as http://localhost:6006; found " + address);
        }
    }

    RunPlaces places() {
        return places;
    }
}
