package io.epochal.callback.api.guard;

import io.epochal.callback.guard.Requester;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.NewCookie;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The cookie by which a browser is known again. Its name has the port: browsers send cookies to all ports of a host, and two stacks on
 * one machine must not sign each other's users out.
 */
@ApplicationScoped
public class SessionCookie {
    private static final String NAME = "epochal-session";

    private final Clock clock = Clock.systemUTC();
    private final GuardSettings settings;
    private final Duration lifetime;

    SessionCookie(GuardSettings settings, @ConfigProperty(name = "epochal.api.session") Duration lifetime) {
        this.settings = settings;
        this.lifetime = lifetime;
    }

    /** The token by which this browser came; empty for one that has no session that holds. */
    Optional<String> token(HttpServerRequest request) {
        return Optional.ofNullable(request.getCookie(name(request)))
                .map(Cookie::getValue)
                .flatMap(session -> settings.sessions().token(session, clock.instant()));
    }

    /** A session for this caller, who came by a token. */
    public NewCookie begin(HttpServerRequest request, Requester caller) {
        Instant end = clock.instant().plus(lifetime);
        Instant until = caller.expires().filter(end::isAfter).orElse(end);
        return cookie(request)
                .value(settings.sessions().sign(caller.token().orElseThrow(), until))
                .maxAge((int) Duration.between(clock.instant(), until).toSeconds())
                .build();
    }

    /** Takes it away. */
    public NewCookie end(HttpServerRequest request) {
        return cookie(request).value("").maxAge(0).build();
    }

    private static NewCookie.Builder cookie(HttpServerRequest request) {
        return new NewCookie.Builder(name(request))
                .path("/")
                .httpOnly(true)
                .secure(isSecure(request))
                .sameSite(NewCookie.SameSite.STRICT);
    }

    /** Whether the browser speaks TLS, with this service or with a proxy that it trusts. */
    public static boolean isSecure(HttpServerRequest request) {
        return "https".equals(request.scheme());
    }

    private static String name(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        return authority == null || authority.port() <= 0 ? NAME : NAME + "-" + authority.port();
    }
}
