package io.epochal.guard;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks on the management port who wants to know more than whether the process lives, is ready and has started: those are for probes,
 * which have no token. Without a token file everything else is closed, unless the service is told to leave it open.
 */
@ApplicationScoped
public class ManagementGuard {
    private static final Logger LOG = Logger.getLogger(ManagementGuard.class);
    private static final Set<String> PROBES = Set.of("/q/health/live", "/q/health/ready", "/q/health/started");
    private static final int UNAUTHORIZED = 401;
    private static final String ADVICE =
            """
            This needs a token, as "Authorization: Bearer TOKEN": the text of the file that EPOCHAL_METRICS_TOKEN_FILE names.
            """;

    private final Optional<Path> file;
    private final boolean open;
    private @Nullable MetricsToken token;

    ManagementGuard(
            @ConfigProperty(name = "epochal.metrics.token-file") Optional<Path> file,
            @ConfigProperty(name = "epochal.metrics.open", defaultValue = "false") boolean open) {
        this.file = file;
        this.open = open;
    }

    /** Before any other route of this port. */
    void guard(@Observes ManagementInterface port) throws IOException {
        if (open) {
            LOG.warn(
                    "EPOCHAL_METRICS_OPEN=true: whoever reaches the management port reads metrics and all of health, unasked");
            return;
        }
        token = file.isPresent() ? MetricsToken.of(file.get()) : null;
        port.router().route().order(Integer.MIN_VALUE).handler(this::ask);
    }

    private void ask(RoutingContext request) {
        MetricsToken known = token;
        if (PROBES.contains(request.normalizedPath())
                || (known != null && known.admits(request.request().headers().getAll("Authorization")))) {
            request.next();
            return;
        }
        request.response()
                .setStatusCode(UNAUTHORIZED)
                .putHeader("WWW-Authenticate", "Bearer")
                .putHeader("Content-Type", "text/plain")
                .end(ADVICE);
    }
}
