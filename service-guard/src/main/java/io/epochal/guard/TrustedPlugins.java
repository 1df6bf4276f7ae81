package io.epochal.guard;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The plug-in jars that this service may load. Where signers are set and a jar is not theirs, the service does not start. */
@ApplicationScoped
public class TrustedPlugins {
    private final Path folder;
    private final Optional<Path> signers;
    private @Nullable Path loaded;

    TrustedPlugins(
            @ConfigProperty(name = "epochal.plugins", defaultValue = "plugins") Path folder,
            @ConfigProperty(name = "epochal.plugins.signers") Optional<Path> signers) {
        this.folder = folder;
        this.signers = signers;
    }

    /** Before anything of this service loads a jar. */
    void check(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 2) StartupEvent event) throws IOException {
        loaded();
    }

    /** Where the operator has put them, for messages. */
    public Path folder() {
        return folder;
    }

    /**
     * Where they are to be loaded from.
     *
     * @throws IOException that names the jars which are not trusted
     */
    public synchronized Path loaded() throws IOException {
        Path checked = loaded;
        if (checked == null) {
            checked = signers.isEmpty()
                    ? folder
                    : CheckedCopies.of(folder, PluginSigners.read(signers.get(), Instant.now()));
            loaded = checked;
        }
        return checked;
    }
}
