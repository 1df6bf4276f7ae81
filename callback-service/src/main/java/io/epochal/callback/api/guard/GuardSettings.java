package io.epochal.callback.api.guard;

import io.epochal.callback.guard.ApiToken;
import io.epochal.callback.guard.SessionSigner;
import io.epochal.callback.guard.TokenText;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** How this process finds out who asks. A service that could not ask anybody does not start, unless it is told to. */
@ApplicationScoped
public class GuardSettings {
    private static final Logger LOG = Logger.getLogger(GuardSettings.class);
    private static final int KEY_BYTES = 32;

    private final Optional<Path> file;
    private final boolean open;
    private final boolean serving;
    private final boolean oidc;
    private @Nullable ApiToken root;
    private @Nullable SessionSigner sessions;

    GuardSettings(
            @ConfigProperty(name = "epochal.token-file") Optional<Path> file,
            @ConfigProperty(name = "epochal.api.open") boolean open,
            @ConfigProperty(name = "epochal.serving") boolean serving,
            @ConfigProperty(name = "quarkus.oidc.tenant-enabled") boolean oidc) {
        this.file = file;
        this.open = open;
        this.serving = serving;
        this.oidc = oidc;
    }

    /** Before anything else of this service begins. */
    void begin(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) throws IOException {
        if (!serving) {
            return;
        }
        if (open) {
            LOG.warn(
                    "EPOCHAL_API_OPEN=true: whoever reaches this service may read, steer and train every run, unasked");
        } else if (file.isEmpty() && !oidc) {
            throw new IllegalStateException(
                    "this service would not know whom to let in. Set EPOCHAL_TOKEN_FILE to a file with"
                            + " the operator's token (it is made where it is missing), or QUARKUS_OIDC_TENANT_ENABLED=true with the"
                            + " settings of a provider; docs/security.md has both. EPOCHAL_API_OPEN=true lets everybody in.");
        }
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        if (file.isPresent()) {
            TokenText text = new TokenFile(file.get()).readOrMake();
            root = ApiToken.root(text);
            key = text.secret().getBytes(StandardCharsets.UTF_8);
        }
        sessions = new SessionSigner(key);
    }

    /** Whether nobody is asked. */
    public boolean open() {
        return open;
    }

    /** Whether this process serves anybody. */
    boolean serving() {
        return serving;
    }

    /** Whether users may come by OpenID Connect. */
    public boolean oidc() {
        return oidc;
    }

    /** The operator's own token, where there is a file with one. */
    Optional<ApiToken> root() {
        return Optional.ofNullable(root);
    }

    /**
     * The sessions of browsers. Replicas that have the same token file take each other's; without one, a session holds at the replica
     * that has made it.
     */
    SessionSigner sessions() {
        if (sessions == null) {
            throw new IllegalStateException("this process serves nobody");
        }
        return sessions;
    }
}
