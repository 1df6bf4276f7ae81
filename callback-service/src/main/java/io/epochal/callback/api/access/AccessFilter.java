package io.epochal.callback.api.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.callback.api.problem.Problem;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Printable;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Rejects requests by foreign host names and origins. A browser sends requests in its user's name, so a page of another site could
 * send commands, from its own origin or by DNS rebinding. Programs that are no browsers send no origin.
 */
@ApplicationScoped
class AccessFilter {
    private static final int FIRST = 10_000;
    private static final int NO_CONTENT = 204;
    private static final int MOST_SHOWN = 200;

    private final AllowedCallers callers;
    /** Limits the requests whose bodies are in memory: each may take half a megabyte. */
    private final Semaphore bodies = new Semaphore(RequestExecutor.ROOM);

    AccessFilter(
            @ConfigProperty(name = "epochal.api.hosts") Optional<List<String>> hosts,
            @ConfigProperty(name = "epochal.api.origins") Optional<List<String>> origins) {
        this.callers = AllowedCallers.of(hosts.orElse(List.of()), origins.orElse(List.of()));
    }

    void register(@Observes Filters filters) {
        filters.register(this::filter, FIRST);
    }

    private void filter(RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<String> host = Optional.ofNullable(request.getHeader("Host"))
                .or(() -> Optional.ofNullable(request.authority()).map(Object::toString));
        Optional<String> origin = Optional.ofNullable(request.getHeader("Origin"));
        if (!host.map(callers::isOwnName).orElse(false)) {
            reject(
                    context,
                    ProblemType.HOST_FOREIGN,
                    "epochal.api.hosts must list the name in the Host header; found "
                            + Printable.of(host.orElse("none"), MOST_SHOWN));
        } else if (origin.isPresent() && !callers.mayCall(origin.get(), host.orElseThrow())) {
            reject(
                    context,
                    ProblemType.ORIGIN_FOREIGN,
                    "epochal.api.origins must list the page's origin; found " + Printable.of(origin.get(), MOST_SHOWN));
        } else {
            origin.filter(callers::isListed).ifPresent(listed -> share(context.response(), listed));
            if (origin.isPresent() && request.method().equals(HttpMethod.OPTIONS)) {
                context.response().setStatusCode(NO_CONTENT).end();
            } else {
                admit(context);
            }
        }
    }

    private void admit(RoutingContext context) {
        if (!context.request().method().equals(HttpMethod.POST)) {
            context.next();
        } else if (bodies.tryAcquire()) {
            context.addEndHandler(ended -> bodies.release());
            context.next();
        } else {
            context.response().putHeader("Retry-After", Integer.toString(ProblemException.RETRY_AFTER_SECONDS));
            reject(context, ProblemType.BUSY, RequestExecutor.FULL);
        }
    }

    /** CORS headers, so that the browser gives the answer to the page. */
    private static void share(HttpServerResponse response, String origin) {
        response.putHeader("Access-Control-Allow-Origin", origin)
                .putHeader("Vary", "Origin")
                .putHeader("Access-Control-Allow-Methods", "GET, POST")
                .putHeader(
                        "Access-Control-Allow-Headers",
                        "Authorization, Content-Type, Idempotency-Key, X-Requested-By, Last-Event-ID");
    }

    private static void reject(RoutingContext context, ProblemType type, String detail) {
        try {
            context.response()
                    .setStatusCode(type.status())
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .putHeader("Connection", "close")
                    .end(Wire.JSON.writeValueAsString(type.problem(
                            detail,
                            Printable.of(String.valueOf(context.request().path()), MOST_SHOWN))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem that JSON cannot write", e);
        }
    }
}
